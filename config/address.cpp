// host:port, :port, [IPv6]:port.
#include "config/types.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace vagus::config {
namespace {

constexpr std::size_t host_length = 253; // RFC 1035, section 2.3.4

bool is_host(std::string_view host) {
    return host.size() <= host_length && std::ranges::all_of(host, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                      c == '.' || c == '_';
           });
}

bool is_ipv6(std::string_view host) {
    return std::ranges::count(host, ':') >= 2 && host.size() <= host_length &&
           host.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

// What stands before the last colon, or nothing.
std::optional<std::string> parse_host(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
        return is_ipv6(host) ? std::optional{std::string{host}} : std::nullopt;
    }
    return is_host(host) ? std::optional{std::string{host}} : std::nullopt;
}

std::string hint(std::string_view text) {
    if (text.contains("://")) return "write it without the scheme: host:port";
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    if (digits) return "did you mean ':" + std::string{text} + "'?";
    if (is_ipv6(text)) return "write an IPv6 address in brackets and quotes: \"[::1]:2575\"";
    if (is_host(text)) return "add the port: " + std::string{text} + ":2575";
    return {};
}

} // namespace

type<endpoint> address() {
    static constexpr auto words = "an address such as 0.0.0.0:2575";
    return {
        .read =
            [](const node& value, reading& context, endpoint& into) {
                if (!is_scalar(value, context, words)) return false;
                const std::string_view text = value.text;
                const auto colon = text.rfind(':');
                const auto advice = value.expanded ? std::string{} : hint(text);
                if (colon == std::string_view::npos || is_ipv6(text)) return wrong_value(value, context, words, advice);
                auto host = parse_host(text.substr(0, colon));
                const auto digits = text.substr(colon + 1);
                std::uint16_t port = 0;
                const char* end = digits.data() + digits.size();
                const auto [stop, error] = std::from_chars(digits.data(), end, port);
                if (!host || stop != end || error == std::errc::invalid_argument)
                    return wrong_value(value, context, words, advice);
                if (error != std::errc{}) {
                    context.found.error(value, "VG1006",
                                        "the port of " + quoted(value) + " is out of bounds: 0 to 65535");
                    return false;
                }
                into = {std::move(*host), port};
                return true;
            },
        .show =
            [](const endpoint& value) {
                if (value.host.empty() && value.port == 0) return std::string{};
                const bool bracketed = value.host.contains(':');
                return (bracketed ? "[" + value.host + "]" : value.host) + ":" + std::to_string(value.port);
            },
        .schema =
            [](definitions&) { return text_schema(words, R"([A-Za-z0-9._-]*:[0-9]+|\[[0-9A-Fa-f:.]+\]:[0-9]+)"); },
        .words = words,
    };
}

} // namespace vagus::config
