#include "engine/deliver/charset_field.hpp"

#include "config/character_set.hpp"
#include "config/fields.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace vagus::deliver {
namespace {

using routes::charset_wish;
using routes::unmappable;

constexpr auto words = "the name of a character set, or { to: NAME, unmappable: replace | fail }";

bool read_name(const config::node& value, config::reading& context, charset_wish& into) {
    const charset::charset* set = nullptr;
    if (!config::character_set().read(value, context, set)) return false;
    // Two or four bytes a character: no receiver could read MSH-1.
    if (set->name == "UTF-16" || set->name == "UTF-32")
        return config::wrong_value(value, context, "a set that MSH can be read in", "try: UTF-8");
    into.set = set;
    return true;
}

bool read_lost(const config::node& value, config::reading& context, charset_wish& into) {
    constexpr auto expected = "replace or fail";
    if (!config::is_scalar(value, context, expected)) return false;
    if (value.text != "replace" && value.text != "fail") return config::wrong_value(value, context, expected);
    into.lost = value.text == "fail" ? unmappable::fail : unmappable::replace;
    return true;
}

bool read(const config::node& value, config::reading& context, charset_wish& into) {
    if (value.kind != config::node::shape::map) return read_name(value, context, into);
    if (!config::check_keys(value, context, "charset", {"to", "unmappable"}, {})) return false;
    const auto* name = value.find("to");
    if (name == nullptr) return config::wrong_shape(value, context, words);
    const auto* lost = value.find("unmappable");
    const bool named = read_name(name->value, context, into);
    return (lost == nullptr || read_lost(lost->value, context, into)) && named;
}

std::string show(const charset_wish& value) {
    if (value.set == nullptr) return "";
    const std::string name{value.set->name};
    return value.lost == unmappable::fail ? "{ to: " + name + ", unmappable: fail }" : name;
}

boost::json::value schema(config::definitions& /*defs*/) {
    using boost::json::object;
    const object name{{"type", "string"}};
    const object map{{"type", "object"},
                     {"properties", object{{"to", name}, {"unmappable", object{{"enum", {"replace", "fail"}}}}}},
                     {"required", {"to"}},
                     {"additionalProperties", false}};
    return object{{"oneOf", boost::json::array{name, map}}};
}

} // namespace

config::type<charset_wish> charset_field() {
    return {.read = read, .show = show, .schema = schema, .words = words};
}

} // namespace vagus::deliver
