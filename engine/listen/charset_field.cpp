#include "engine/listen/charset_field.hpp"

#include "config/character_set.hpp"
#include "config/fields.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace vagus::listen {
namespace {

using source = charset::policy::source;

constexpr auto words = "guess, from_msh18, { force: NAME } or { fallback: NAME }";

bool read_word(const config::node& value, config::reading& context, charset::policy& into) {
    if (!config::is_scalar(value, context, words)) return false;
    if (value.text != "guess" && value.text != "from_msh18")
        return config::wrong_value(value, context, words,
                                   charset::find(value.text) != nullptr ? "try: { force: " + value.text + " }" : "");
    into = {value.text == "guess" ? source::guess : source::from_msh18, nullptr, into.invalid};
    return true;
}

bool read(const config::node& value, config::reading& context, charset::policy& into) {
    if (value.kind != config::node::shape::map) return read_word(value, context, into);
    if (!config::check_keys(value, context, "charset", {"force", "fallback"}, {})) return false;
    if (value.entries.size() != 1) return config::wrong_shape(value, context, words);
    const auto& entry = value.entries.front();
    const charset::charset* set = nullptr;
    if (!config::character_set().read(entry.value, context, set)) return false;
    const bool forced = entry.key == "force";
    // Whoever's MSH-18 can be read does not write two or four bytes a character.
    if (!forced && (set->name == "UTF-16" || set->name == "UTF-32"))
        return config::wrong_value(entry.value, context, "a set that MSH can be read in",
                                   "try: { force: " + std::string{set->name} + " }");
    into = {forced ? source::force : source::from_msh18, set, into.invalid};
    return true;
}

std::string show(const charset::policy& value) {
    if (value.from == source::guess) return "guess";
    if (value.set == nullptr) return "from_msh18";
    return std::string{value.from == source::force ? "{ force: " : "{ fallback: "} + std::string{value.set->name} +
           " }";
}

boost::json::value schema(config::definitions& /*defs*/) {
    using boost::json::object;
    const object name{{"type", "string"}};
    const object map{{"type", "object"},
                     {"properties", object{{"force", name}, {"fallback", name}}},
                     {"minProperties", 1},
                     {"maxProperties", 1},
                     {"additionalProperties", false}};
    return object{{"oneOf", boost::json::array{object{{"enum", boost::json::array{"guess", "from_msh18"}}}, map}}};
}

} // namespace

config::type<charset::policy> charset_field() {
    return {.read = read, .show = show, .schema = schema, .words = words};
}

} // namespace vagus::listen
