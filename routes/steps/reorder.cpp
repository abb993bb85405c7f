// reorder: list of SEGMENT | STRUCTURE | auto. Segments in an order by their names, or as a structure has them.
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/structure_order.hpp"
#include "routes/binding.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/segment_ids.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

constexpr std::string_view own_structure = "auto";

struct wanted_order {
    std::vector<written<std::string>> segments; // or
    std::string structure;
};

config::type<wanted_order> wanted_order_type() {
    static constexpr auto words = "a list of segments, the name of a structure such as ADT_A01, or auto";
    const auto listed = config::list(as_written(segment_id()));
    return {
        .read =
            [read = listed.read](const config::node& value, config::reading& context, wanted_order& into) {
                if (value.kind == config::node::shape::sequence) return read(value, context, into.segments);
                if (!config::is_scalar(value, context, words)) return false;
                if (is_segment_id(value.text))
                    return config::wrong_value(value, context, words, "try: [" + value.text + "]");
                into.structure = value.text;
                return true;
            },
        .show = [show = listed.show](
                    const wanted_order& one) { return one.structure.empty() ? show(one.segments) : one.structure; },
        .schema =
            [schema = listed.schema](config::definitions& all) {
                return boost::json::value{{"anyOf", {schema(all), config::text_schema(words)}}};
            },
        .words = words,
    };
}

verdict reordered(const work& on, const std::optional<std::vector<std::size_t>>& order) {
    if (!order)
        return failed("the segments cannot be brought into this order: a result, an order or a comment would come to "
                      "stand behind another one");
    on.note(!std::ranges::is_sorted(*order) && on.copy.reorder(*order), "the order of segments");
    return {};
}

class by_names final : public action {
  public:
    explicit by_names(std::vector<std::string> order)
        : order_{std::move(order)} {}

    verdict run(const work& on) const override {
        const auto message = on.copy.read();
        if (!on.cost.spend(message.segments.size())) return {};
        return reordered(on, hl7::in_order(order_, message));
    }

  private:
    std::vector<std::string> order_;
};

class by_structure final : public action {
  public:
    explicit by_structure(std::string name)
        : name_{std::move(name)} {}

    verdict run(const work& on) const override {
        const auto message = on.copy.read();
        if (!on.cost.spend(message.segments.size())) return {};
        const auto* shape = shape_for(message, on.says);
        if (shape == nullptr)
            return failed("no HL7 version has a structure for this message; name one: reorder: ADT_A01");
        return reordered(on, hl7::in_order(hl7::grouping::along(*shape, message), message));
    }

  private:
    const hl7::structure* shape_for(const hl7::document& message, const hl7::vocabulary& says) const {
        if (name_ == own_structure) return hl7::structure_of(message, says);
        const auto version = hl7::part(message.field("MSH", 12), message.marks.component, 1);
        return hl7::structure_called(name_, version, says);
    }

    std::string name_;
};

struct reorder_step final : step {
    written<wanted_order> order;

    std::string title() const override { return "reorder"; }
    std::unique_ptr<const action> bind(binding& names) const override {
        const auto& structure = order.value.structure;
        if (structure.empty()) return std::make_unique<by_names>(known_ids(order.value.segments, names));
        const auto all = hl7::structure_names();
        const std::vector<std::string> known{all.begin(), all.end()};
        if (known.empty()) {
            names.found().error(order.source, "VG2032", "this program was built without what HL7's versions say",
                                "use one built with VAGUS_HL7_TABLES, or list the segments");
            return nullptr;
        }
        if (structure != own_structure && std::ranges::find(known, structure) == known.end()) {
            names.found().error(order.source, "VG3022", "no HL7 version has a structure '" + structure + "'",
                                config::suggest(structure, known));
            return nullptr;
        }
        return std::make_unique<by_structure>(structure);
    }
};

const config::fields<reorder_step>& reorder_fields() {
    static const auto stated =
        config::fields<reorder_step>{"reorder", "Puts segments in another order. Segments of one name keep theirs."}
            .required("reorder", &reorder_step::order, as_written(wanted_order_type()),
                      "Names of segments, which come first, and all others behind them; the MSH is first anyway, and a "
                      "comment (NTE) that is not named goes with what it stands behind. Or a structure, `auto` for the "
                      "message's own: segments then stand in their groups as it has them. The step fails where a "
                      "result, an order or a comment would come to stand behind another one.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> reorder_kind() {
    return config::kind_of<step, reorder_step>("reorder", reorder_fields);
}

} // namespace vagus::routes
