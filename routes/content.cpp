#include "routes/content.hpp"

#include "parsers/expr/evaluate.hpp"
#include "routes/binding.hpp"

#include <utility>

namespace vagus::routes {
namespace {

result<std::string, std::string> text_of(const bound_content::text& what, const path::scope& at) {
    if (what.holes_as == nullptr) return expr::expand(what.value, at);
    std::string out;
    for (const auto& part : what.value.parts) {
        out += part.literal;
        if (!part.hole) continue;
        const auto value = what.holes_as(expr::expand({{{{}, part.hole, part.offset}}, what.value.source}, at));
        if (value.empty())
            return fail(what.name + " has a part that is empty, or cannot stand there: " + what.value.source);
        out += value;
    }
    return out;
}

} // namespace

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
        if (text) made.attributes.push_back({each.name, std::move(*text), each.needed, each.holes_as});
    }
    if (!good) return std::nullopt;
    made.in = from.in;
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
        auto text = text_of(each, at);
        if (at.cost.failed()) return fail(each.name + ": " + at.cost.failure());
        if (!text) return fail(std::move(text.error()));
        if (each.needed && text->empty()) return fail(each.name + " is empty: " + each.value.source);
        beside.push_back({each.name, std::move(*text)});
    }
    made.attributes = encode(beside);
    return made;
}

} // namespace vagus::routes
