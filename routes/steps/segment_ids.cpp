#include "routes/steps/segment_ids.hpp"

#include <algorithm>

namespace vagus::routes {

bool is_segment_id(std::string_view text) {
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    return text.size() == 3 && capital(text[0]) &&
           std::ranges::all_of(text, [&](char c) { return capital(c) || (c >= '0' && c <= '9'); });
}

config::type<std::string> segment_id() {
    static constexpr auto words = "the name of a segment, such as PID";
    return {
        .read =
            [](const config::node& value, config::reading& context, std::string& into) {
                into = value.text;
                if (!config::is_scalar(value, context, words)) return false;
                return is_segment_id(value.text) || config::wrong_value(value, context, words);
            },
        .show = [](const std::string& value) { return value; },
        .schema = [](config::definitions&) { return config::text_schema(words); },
        .words = words,
    };
}

std::vector<std::string> known_ids(const std::vector<written<std::string>>& all, binding& names) {
    std::vector<std::string> ids;
    for (const auto& each : all) {
        names.doubt_segment(each);
        ids.push_back(each.value);
    }
    return ids;
}

} // namespace vagus::routes
