// json: a tree, and part: a tree that bodies use.
#include "routes/binding.hpp"
#include "routes/bodies/limits.hpp"
#include "routes/bodies/source.hpp"
#include "routes/bodies/tree.hpp"

#include <utility>

namespace vagus::routes::bodies {
namespace {

class json_body final : public body {
  public:
    json_body(std::string name, tree content)
        : name_{std::move(name)}
        , content_{std::move(content)} {}

    result<std::string, std::string> make(const path::scope& from) const override {
        const auto groups = hl7::grouping::of(from.document);
        maker making{dialect::plain, groups ? &*groups : nullptr};
        const auto made = making.make(content_, from);
        if (!making.failure().empty()) return fail("body " + name_ + ", " + making.failure());
        if (made.empty()) return fail("body " + name_ + ": everything in it is empty");
        return json::write(made);
    }

  private:
    std::string name_;
    tree content_;
};

struct json_source final : source {
    config::node written;

    std::shared_ptr<const body> compile(const std::string& name, binding& names) const override {
        std::size_t places = 0;
        setting in;
        in.places = &places;
        auto made = compile_tree(written, std::move(in), names);
        return made ? std::make_shared<const json_body>(name, std::move(*made)) : nullptr;
    }
};

struct part_source final : source {
    config::node written;

    std::shared_ptr<const body> compile(const std::string&, binding&) const override { return nullptr; }
    const config::node* part() const override { return &written; }
};

const config::fields<json_source>& json_fields() {
    static const auto stated = config::fields<json_source>{"json", "A JSON text."}.required(
        "json", &json_source::written, any_tree(),
        "The tree, with ${...} and $for, $if, $let, $value, $use; see rules.md.");
    return stated;
}

const config::fields<part_source>& part_fields() {
    static const auto stated =
        config::fields<part_source>{"part",
                                    "A piece that bodies use with `$use: NAME`, and that is checked where it is used."}
            .required("part", &part_source::written, any_tree(), "The tree.");
    return stated;
}

} // namespace

config::type<config::node> any_tree() {
    static constexpr auto words = "a tree of keys, lists and texts with ${...} holes";
    return {
        .read =
            [](const config::node& value, config::reading& context, config::node& into) {
                into = value;
                if (value.kind != config::node::shape::nothing) return true;
                return config::wrong_shape(value, context, words);
            },
        .show = [](const config::node&) { return std::string{}; },
        .schema = [](config::definitions&) -> boost::json::value { return {{"description", words}}; },
        .words = words,
    };
}

config::kind<source> json_kind() {
    return config::kind_of<source, json_source>("json", json_fields);
}
config::kind<source> part_kind() {
    return config::kind_of<source, part_source>("part", part_fields);
}

} // namespace vagus::routes::bodies
