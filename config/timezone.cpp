#include "config/timezone.hpp"

#include "config/schema.hpp"
#include "parsers/zones/zone.hpp"

namespace vagus::config {

type<std::string> timezone() {
    static constexpr auto words = "a time zone such as Europe/Vienna";
    return {
        .read =
            [](const node& value, reading& context, std::string& into) {
                if (!text().read(value, context, into)) return false;
                return zones::zone::named(into) != nullptr || wrong_value(value, context, words);
            },
        .show = [](const std::string& name) { return name; },
        .schema = [](definitions&) { return text_schema(words); },
        .words = words,
    };
}

} // namespace vagus::config
