// split: { per: PATH, keep: SEGMENTS, control_id: TEXT }. One message for each group or segment; the steps behind this
// one, and `to`, are done for each.
#include "parsers/expr/evaluate.hpp"
#include "routes/binding.hpp"
#include "routes/limits.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/segment_ids.hpp"
#include "routes/steps/spots.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

// Which segments stand beside a part, in the message that it becomes. A patient belongs to its own orders alone: what
// stands in another repetition of a group around the part is of another.
class neighbours {
  public:
    neighbours(const hl7::grouping& groups, const work& on, const std::vector<std::string>& kept)
        : groups_{groups}
        , on_{on}
        , kept_{kept}
        , in_a_part_(on.copy.read().segments.size(), false) {}

    void add(const spot& part) {
        for (const auto serial : part.segments)
            if (const auto i = on_.copy.find(serial)) in_a_part_[*i] = true;
    }

    // Every segment of the part and of its neighbours, as they stood. Empty: the budget is spent.
    [[nodiscard]] std::string text_of(const spot& part) const {
        const auto segments = on_.copy.read().segments;
        if (!on_.cost.spend(segments.size())) return {};
        const auto first = on_.copy.find(part.segments.front()).value_or(0);
        const auto last = first + part.segments.size(); // of a group: they stand in a row
        const auto around = groups_around(first, part.group);
        std::string out;
        for (std::size_t i = 0; i < segments.size(); ++i) {
            const bool own = i >= first && i < last;
            if (own || i == 0 || stays(i, around)) (out += segments[i].text) += '\r';
        }
        return out;
    }

  private:
    // From the outside in.
    [[nodiscard]] std::vector<std::size_t> groups_around(std::size_t segment, const hl7::group_shape* own) const {
        auto at = groups_.holder(segment);
        while (own != nullptr && at != 0 && groups_.all()[at].shape != own) at = groups_.all()[at].around;
        std::vector<std::size_t> out{at};
        while (out.back() != 0) out.push_back(groups_.all()[out.back()].around);
        std::ranges::reverse(out);
        return out;
    }

    [[nodiscard]] bool stays(std::size_t segment, const std::vector<std::size_t>& around) const {
        if (in_a_part_[segment]) return false;
        const auto id = on_.copy.read().segments[segment].id();
        if (!kept_.empty() && std::ranges::find(kept_, id) == kept_.end()) return false;
        const auto all = groups_.all();
        for (auto at = groups_.holder(segment); at != 0; at = all[at].around) {
            if (std::ranges::find(around, at) != around.end()) return true;
            if (std::ranges::any_of(around, [&](std::size_t each) { return all[each].shape == all[at].shape; }))
                return false;
        }
        return true;
    }

    const hl7::grouping& groups_;
    const work& on_;
    const std::vector<std::string>& kept_;
    std::vector<bool> in_a_part_;
};

class split_action final : public action {
  public:
    split_action(path::path per, std::vector<std::string> kept, std::optional<expr::text_template> control_id)
        : per_{std::move(per)}
        , kept_{std::move(kept)}
        , control_id_{std::move(control_id)} {}

    verdict run(const work& on) const override {
        const auto spots = find_spots(per_, on);
        if (!spots) return failed(spots.error());
        if (spots->empty()) return failed("there is no " + path::to_text(per_) + " to split by");
        if (spots->size() > limits::parts_per_message)
            return failed(std::to_string(spots->size()) + " parts, and one message becomes at most " +
                          std::to_string(limits::parts_per_message));
        const auto* groups = on.groups.now(on.cost);
        if (groups == nullptr)
            return failed("the groups of this type of message are not known, and so it is not known what belongs to "
                          "which part; say its structure under `dictionary: structures:`");
        return taken_apart(*spots, *groups, on);
    }

  private:
    verdict taken_apart(const std::vector<spot>& spots, const hl7::grouping& groups, const work& on) const {
        neighbours beside{groups, on, kept_};
        for (const auto& each : spots) beside.add(each);
        verdict end{.go = verdict::way::apart, .why = std::to_string(spots.size()) + " parts"};
        std::size_t bytes = 0;
        for (const auto& each : spots) {
            auto control_id = name_of(each, end.parts.size() + 1, on);
            if (control_id.empty()) return failed("the control_id of " + each.text + " is empty");
            auto text = beside.text_of(each);
            bytes += text.size();
            if (bytes > limits::bytes_of_parts)
                return failed("the parts would have more than " + std::to_string(limits::bytes_of_parts >> 20) +
                              " MiB together; keep fewer segments in each");
            end.parts.push_back({std::move(text), std::move(control_id), each.text});
        }
        return end;
    }

    // Receivers know a message by it, so that no two parts may have the same.
    [[nodiscard]] std::string name_of(const spot& part, std::size_t index, const work& on) const {
        if (!control_id_) {
            const hl7::segment& header = on.copy.read().segments.front();
            return std::string{header.field(10)} + "-" + std::to_string(index);
        }
        turn here{on.copy, on.groups, part, index, nullptr};
        auto inside = on;
        inside.loop = &here;
        return expr::expand(*control_id_, inside.here());
    }

    path::path per_;
    std::vector<std::string> kept_;
    std::optional<expr::text_template> control_id_;
};

struct split_rule {
    written<path::path> per;
    std::vector<std::string> kept;
    written<expr::text_template> control_id;
};

const config::fields<split_rule>& split_rule_fields() {
    static const auto stated =
        config::fields<split_rule>{"split", "Takes a message apart."}
            .required("per", &split_rule::per, as_written(loop_type()),
                      "A group (ORDER_OBSERVATION) or a segment: each becomes a message.")
            .optional("keep", &split_rule::kept, config::list(segment_id()),
                      "Segments outside of the parts that stand in each, where they belong to it; the MSH does "
                      "anyway. Without it all of them.")
            .optional("control_id", &split_rule::control_id, inside_loop(as_written(config::templated())),
                      "MSH-10 of each, where index() counts from 1. Without it MSH-10, a dash and that number.");
    return stated;
}

struct split_step final : step {
    split_rule rule;

    std::string title() const override { return "split per " + path::to_text(rule.per.value); }
    std::unique_ptr<const action> bind(binding& names) const override {
        if (!names.in_route_itself()) {
            names.found().error(rule.per.source, "VG3040",
                                "split stands among the steps of a route itself, in no branch, loop or transform",
                                "the steps behind it are done for each part, and so is `to`");
            return nullptr;
        }
        auto per = names.bind_loop(rule.per.value, rule.per.source);
        if (per && per->field) {
            names.found().error(rule.per.source, "VG2021",
                                path::to_text(*per) + " is a field, and messages are split by groups or segments",
                                "name a group such as ORDER_OBSERVATION, or a segment");
            return nullptr;
        }
        std::optional<expr::text_template> control_id;
        if (!rule.control_id.value.parts.empty()) {
            control_id = names.bind(rule.control_id);
            if (!control_id) return nullptr;
        }
        if (!per) return nullptr;
        return std::make_unique<split_action>(std::move(*per), rule.kept, std::move(control_id));
    }
};

const config::fields<split_step>& split_fields() {
    static const auto stated =
        config::fields<split_step>{"split", "Makes a message of each group or segment. The steps behind it and `to` "
                                            "are done for each; together they are one message to its sender."}
            .required("split", &split_step::rule, config::object(split_rule_fields), "By what, and how.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> split_kind() {
    auto kind = config::kind_of<step, split_step>("split", split_fields);
    kind.reference = [] { return split_fields().reference() + "\n" + split_rule_fields().reference(); };
    return kind;
}

} // namespace vagus::routes
