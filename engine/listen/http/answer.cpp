#include "engine/listen/http/answer.hpp"

#include "engine/runtime/authorization.hpp"
#include "parsers/charset/names.hpp"
#include "parsers/hl7/acknowledge.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vagus::listen::http {
namespace {

constexpr std::string_view hl7_type = "application/hl7-v2";
// What clients of the time before the draft was settled send.
constexpr std::string_view older_type = "x-application/hl7-v2+er7";

char low(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool same_letters(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, low, low);
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view type_in(std::string_view content_type) {
    return trimmed(content_type.substr(0, content_type.find(';')));
}

// The parameter `charset`, without its quotes; empty without one.
std::string_view charset_in(std::string_view content_type) {
    while (!content_type.empty()) {
        const auto end = std::min(content_type.find(';'), content_type.size());
        const auto part = trimmed(content_type.substr(0, end));
        content_type.remove_prefix(std::min(end + 1, content_type.size()));
        const auto equals = part.find('=');
        if (equals == std::string_view::npos || !same_letters(trimmed(part.substr(0, equals)), "charset")) continue;
        auto value = trimmed(part.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        return value;
    }
    return {};
}

// A message is read again when it is resent, from its bytes alone: what only its request said would be lost by then.
bool reads_so(std::string_view name, const charset::policy& how) {
    if (same_letters(name, "us-ascii")) return true; // a part of every other
    const auto* named = charset::find(name);
    if (named == nullptr) return false;
    using from = charset::policy::source;
    if (how.from == from::force) return how.set != nullptr && *named == *how.set;
    if (how.from != from::guess) return true; // MSH-18 says the same, or the sender contradicts itself
    static constexpr std::array<std::string_view, 3> guessed{"UTF-8", "windows-1252", "ISO-8859-1"};
    return std::ranges::any_of(guessed, [&](auto each) { return named->name == each; });
}

bool may_enter(std::string_view field, const http_login& who) {
    const auto blank = field.find(' ');
    if (blank == std::string_view::npos) return false;
    const auto scheme = field.substr(0, blank);
    const auto wanted = who.basic ? runtime::basic_credentials(who.basic->user, who.basic->password) : who.bearer;
    return same_letters(scheme, who.basic ? "Basic" : "Bearer") &&
           runtime::same_secret(trimmed(field.substr(blank)), wanted);
}

std::uint32_t status_of(const std::optional<hl7::ack_code>& code, const http_listener& how) {
    if (!code || how.status == http_listener::statuses::always_ok) return 200;
    switch (*code) {
    case hl7::ack_code::AA:
    case hl7::ack_code::CA: return 200;
    case hl7::ack_code::AR:
    case hl7::ack_code::CR: return 400;
    default: return 500;
    }
}

} // namespace

answer in_words(std::uint32_t status, std::string_view words, std::string fields) {
    return {status, std::string{words} + "\n", "Content-Type: text/plain; charset=utf-8\r\n" + std::move(fields)};
}

answer no_room(std::string_view words) {
    return in_words(503, words, "Retry-After: " + std::to_string(again_after_s) + "\r\n");
}

std::optional<answer> refusal(const vagus::http::request_head& head, const http_listener& how) {
    if (how.auth && !may_enter(head.authorization, *how.auth)) {
        const auto* scheme = how.auth->basic ? "Basic realm=\"vagus\", charset=\"UTF-8\"" : "Bearer";
        return in_words(401, "this input wants a login", "WWW-Authenticate: " + std::string{scheme} + "\r\n");
    }
    if (head.path != how.path) return in_words(404, "messages go to another path");
    if (head.method != "POST") return in_words(405, "messages are posted", "Allow: POST\r\n");
    if (!head.sized) return in_words(411, "a message comes with its Content-Length, or in chunks");
    const auto type = type_in(head.content_type);
    if (!same_letters(type, hl7_type) && !same_letters(type, older_type))
        return in_words(415, "the Content-Type of a message is application/hl7-v2");
    if (head.packed) return in_words(415, "messages come without a Content-Encoding");
    const auto named = charset_in(head.content_type);
    if (!named.empty() && !reads_so(named, how.policy()))
        return in_words(415, "this input does not read messages in that charset: see `charset` in its configuration");
    return std::nullopt;
}

answer answer_to(const intake::verdict& said, std::string_view type, const http_listener& how) {
    using act = intake::verdict::act;
    if (said.what == act::close) return no_room("the message is not known to be kept: send the same bytes again");
    if (said.what == act::silent) return {204};
    // A request has one answer: where two are due, the application acknowledgement says both.
    const auto& text = said.application.empty() ? said.accept : said.application;
    answer made{said.kept ? status_of(said.code, how) : 503, text, "Content-Type: " + std::string{hl7_type}};
    if (const auto named = charset_in(type); !named.empty()) made.fields.append("; charset=").append(named);
    made.fields += "\r\n";
    if (!said.kept) made.fields += "Retry-After: " + std::to_string(again_after_s) + "\r\n";
    return made;
}

} // namespace vagus::listen::http
