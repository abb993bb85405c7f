#include "engine/deliver/web/address.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>
#include <utility>

namespace vagus::deliver {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;
constexpr std::size_t longest_url = 8192;

bool unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

// What comes before the first hole, and the same URL with a harmless letter in each: only the whole can be parsed.
struct outline {
    std::string prefix;
    std::string whole;
};
outline outline_of(const expr::text_template& text) {
    outline made;
    bool before = true;
    for (const auto& part : text.parts) {
        made.whole += part.literal;
        if (before) made.prefix += part.literal;
        if (!part.hole) continue;
        made.whole += 'x';
        before = false;
    }
    return made;
}

// Behind "https://": where the host and port end.
std::size_t end_of_server(std::string_view url) {
    const auto scheme = url.find("://");
    return scheme == std::string_view::npos ? scheme : url.find_first_of("/?#", scheme + 3);
}

bool wrong(const config::node& value, config::reading& context, const std::string& why) {
    context.found.error(value, "VG1321", "this is no URL to send to: " + why, "try: https://host.example.org/path");
    return false;
}

bool read_template(const config::node& value, config::reading& context, web_template& into) {
    if (!config::templated().read(value, context, into.target.value)) return false;
    const auto seen = outline_of(into.target.value);
    auto address = parse_web_address(seen.whole);
    if (!address) return wrong(value, context, address.error());
    const auto end = end_of_server(seen.whole);
    const bool literal = seen.prefix == seen.whole || end < seen.prefix.size();
    if (!literal) return wrong(value, context, "scheme, host and the slash after them come before the first ${...}");
    into.server = std::move(address->server);
    into.target.source = value;
    auto& parts = into.target.value.parts;
    if (parts.empty()) parts.emplace_back();
    auto& first = parts.front().literal;
    first = end == std::string::npos ? std::string{} : first.substr(end);
    if (!first.starts_with('/')) first.insert(0, 1, '/');
    return true;
}

} // namespace

std::string host_field(const web_server& server) {
    const auto host = server.host.contains(':') ? "[" + server.host + "]" : server.host;
    const bool usual = server.port == (server.tls ? https_port : http_port);
    return usual ? host : host + ":" + std::to_string(server.port);
}

std::string to_text(const web_server& server) {
    return (server.tls ? "https://" : "http://") + host_field(server);
}

result<web_address, std::string> parse_web_address(std::string_view text) {
    using std::string;
    if (text.size() > longest_url) return fail(string{"it is too long"});
    const auto url = boost::urls::parse_uri(boost::core::string_view{text.data(), text.size()});
    if (!url)
        return fail(string{"it must begin with http:// or https://, and hold no blanks or other characters that a "
                           "URL writes as %XX"});
    web_address made;
    made.server.tls = url->scheme_id() == boost::urls::scheme::https;
    if (!made.server.tls && url->scheme_id() != boost::urls::scheme::http)
        return fail(string{"only http:// and https:// can be sent to"});
    if (url->has_userinfo()) return fail(string{"name and password stand under auth: basic"});
    if (url->has_fragment()) return fail(string{"what follows # never reaches a server"});
    made.server.host = url->host_address();
    if (made.server.host.empty()) return fail(string{"it names no host"});
    made.server.port = made.server.tls ? https_port : http_port;
    // Boost 1.81 takes "h:x/" for an empty port and a path "x/", and wraps the number of a large one.
    const auto port = url->port();
    const auto path = url->encoded_path();
    const auto read = std::from_chars(port.data(), port.data() + port.size(), made.server.port);
    const bool usual = port.empty() && (path.empty() || path.starts_with('/'));
    if (!usual && (read.ec != std::errc{} || read.ptr != port.data() + port.size() || made.server.port == 0))
        return fail(string{"its port is no number from 1 to 65535"});
    const auto target = url->encoded_target();
    made.target.assign(target.data(), target.size());
    if (!made.target.starts_with('/')) made.target.insert(0, 1, '/');
    return made;
}

std::string percent_encoded(std::string_view value) {
    static constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    if (value == "." || value == "..") return out;
    for (const char c : value) {
        if (unreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += {'%', hex[byte >> 4U], hex[byte & 15U]};
    }
    return out;
}

config::type<web_address> web_url() {
    static constexpr auto words = "a URL such as https://fhir.example.org/r4";
    return {
        .read =
            [](const config::node& value, config::reading& context, web_address& into) {
                std::string text;
                if (!config::text().read(value, context, text)) return false;
                auto address = parse_web_address(text);
                if (!address) return wrong(value, context, address.error());
                into = std::move(*address);
                return true;
            },
        .show =
            [](const web_address& value) {
                return value.server.host.empty() ? std::string{} : to_text(value.server) + value.target;
            },
        .schema = [](config::definitions&) { return config::text_schema(words, "https?://.+"); },
        .words = words,
    };
}

config::type<web_template> web_url_template() {
    static constexpr auto words = "a URL such as https://host.example.org/path/${MSH-10}, each value percent-encoded";
    return {
        .read = read_template,
        .show = [](const web_template& value) { return value.target.value.source; },
        .schema = [](config::definitions&) { return config::text_schema(words, "https?://.+"); },
        .words = words,
    };
}

} // namespace vagus::deliver
