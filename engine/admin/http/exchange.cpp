#include "engine/admin/http/exchange.hpp"

#include "engine/admin/http/limits.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace vagus::admin::http {

std::string_view request::field(const std::string& name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string_view{} : std::string_view{found->second};
}

// Source: RFC 6265, section 4.2.1.
std::string_view request::cookie(std::string_view name) const {
    for (auto left = field("cookie"); !left.empty();) { // a pair a turn
        const auto pair = left.substr(0, left.find(';'));
        left.remove_prefix(std::min(pair.size() + 1, left.size()));
        left.remove_prefix(std::min(left.find_first_not_of(' '), left.size()));
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    }
    return {};
}

const std::vector<std::string_view>& kept_fields() {
    static const std::vector<std::string_view> all{"cookie",   "host",          "origin",        "x-csrf-token",
                                                   "if-match", "if-none-match", "last-event-id", "sec-fetch-site"};
    return all;
}

bool read_target(const std::string& path, const std::string& query, request& into) {
    const auto whole = query.empty() ? path : path + "?" + query;
    const auto read = boost::urls::parse_origin_form(whole);
    if (!read || read->segments().size() > most_segments || read->params().size() > most_parameters) return false;
    for (const auto& segment : read->segments()) into.path.emplace_back(segment);
    for (const auto& each : read->params()) into.query.emplace_back(each.key, each.value);
    return true;
}

} // namespace vagus::admin::http
