#include "routes/content.hpp"

#include "parsers/expr/evaluate.hpp"
#include "routes/binding.hpp"

#include <utility>

namespace vagus::routes {

std::optional<bound_content> bind(const content& from, binding& names) {
    bound_content made;
    bool good = true;
    if (!from.body.value.empty() && from.body.value != "raw") {
        made.body = names.body_named(from.body);
        good = made.body != nullptr;
    }
    for (const auto& each : from.attributes) {
        auto text = names.bind(each.value);
        good = good && text;
        if (text) made.attributes.push_back({each.name, std::move(*text), each.needed});
    }
    if (!good) return std::nullopt;
    return made;
}

result<made_content, std::string> make(const bound_content& what, const path::scope& at) {
    made_content made;
    if (what.body) {
        auto body = what.body->make(at);
        if (!body) return fail(std::move(body.error()));
        made.body = std::move(*body);
    }
    attributes beside;
    for (const auto& each : what.attributes) {
        auto text = expr::expand(each.value, at);
        if (each.needed && text.empty()) return fail(each.name + " is empty: " + each.value.source);
        beside.push_back({each.name, std::move(text)});
    }
    made.attributes = encode(beside);
    return made;
}

} // namespace vagus::routes
