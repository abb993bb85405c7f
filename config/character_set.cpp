#include "config/character_set.hpp"

#include <string>

namespace vagus::config {

type<const charset::charset*> character_set() {
    const auto words = "a character set: " + std::string{charset::known()};
    return {
        .read =
            [words](const node& value, reading& context, const charset::charset*& into) {
                if (!is_scalar(value, context, words)) return false;
                const auto* set = charset::find(value.text);
                if (set == nullptr) return wrong_value(value, context, words);
                into = set;
                return true;
            },
        .show = [](const charset::charset* set) { return std::string{set->name}; },
        .schema = [words](definitions&) { return text_schema(words); },
        .words = words,
    };
}

} // namespace vagus::config
