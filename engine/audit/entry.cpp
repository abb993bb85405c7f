#include "engine/audit/entry.hpp"

#include "base/utf8.hpp"
#include "engine/audit/limits.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace vagus::audit {
namespace {

namespace json = boost::json;

constexpr std::string_view hash_mark = R"(,"hash":")";
constexpr std::string_view line_end = "\"}";
constexpr std::size_t hash_letters = 64;

// At most so many bytes, whole characters only.
std::string clean(std::string_view text, std::size_t most) {
    std::string out;
    while (!text.empty()) {
        const auto size = utf8::character(text);
        const auto step = std::max<std::size_t>(size, 1);
        if (out.size() + step > most) break;
        if (size == 0) {
            out += '?';
        } else {
            out += text.substr(0, size);
        }
        text.remove_prefix(step);
    }
    return out;
}

// Control characters would take six bytes each in the line, and no name has any.
std::string name_of(std::string_view text, std::size_t most) {
    auto out = clean(text, most);
    std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < ' '; }, '?');
    return out;
}

std::string value_of(std::string_view kind, std::string_view text) {
    if (kind != "message" && kind != "to") return name_of(text, value_bytes);
    auto all = name_of(text, list_bytes);
    const bool within_a_name = all.size() < text.size() && text[all.size()] != ' ';
    if (within_a_name) all.resize(std::min(all.size(), all.rfind(' ')));
    return all;
}

// Every line that is written is read again: escapes take two bytes, and six in what people and others wrote.
static_assert(2 * (2 * list_bytes + subjects * (value_bytes + name_bytes)) + 6 * (5 * name_bytes + reason_bytes) + 500 <
              line_bytes);

std::string iso(wall_us at) {
    using namespace std::chrono;
    const sys_time<microseconds> when{microseconds{at}};
    const auto whole = floor<seconds>(when);
    return fmt::format("{:%FT%T}.{:06}Z", fmt::gmtime(system_clock::to_time_t(whole)), (when - whole).count());
}

std::string text_at(const json::object& all, std::string_view key) {
    const auto* found = all.if_contains(key);
    return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}

entry entry_of(const json::object& all) {
    entry made;
    if (const auto* n = all.if_contains("n"); n != nullptr && n->is_int64())
        made.n = static_cast<std::uint64_t>(n->get_int64());
    if (const auto* at = all.if_contains("at_us"); at != nullptr && at->is_int64()) made.at = at->get_int64();
    made.who = text_at(all, "who");
    made.role = text_at(all, "role");
    made.what = text_at(all, "what");
    made.reason = text_at(all, "reason");
    made.from = text_at(all, "from");
    made.result = text_at(all, "result");
    const auto* about = all.if_contains("about");
    if (about == nullptr || !about->is_object()) return made;
    for (const auto& [key, value] : about->get_object())
        if (const auto* text = value.if_string()) made.about.emplace_back(key, *text);
    return made;
}

} // namespace

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    std::array<char, hash_letters + 1> text{};
    sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
    return text.data();
}

line written(const entry& what, std::string_view previous_hash) {
    json::object about;
    for (const auto& [key, value] : what.about) {
        if (about.size() == subjects) break;
        about[name_of(key, name_bytes)] = value_of(key, value);
    }
    const json::object all{{"n", what.n},
                           {"at", iso(what.at)},
                           {"at_us", what.at},
                           {"who", clean(what.who, name_bytes)},
                           {"role", clean(what.role, name_bytes)},
                           {"what", clean(what.what, name_bytes)},
                           {"about", std::move(about)},
                           {"reason", clean(what.reason, reason_bytes)},
                           {"from", clean(what.from, name_bytes)},
                           {"result", clean(what.result, name_bytes)},
                           {"prev", previous_hash}};
    auto text = json::serialize(all);
    text.pop_back(); // the brace
    auto hash = sha256(text);
    text.append(hash_mark).append(hash).append(line_end).append("\n");
    return {std::move(text), std::move(hash)};
}

std::optional<read_line> read(std::string_view text) {
    const auto tail = hash_mark.size() + hash_letters + line_end.size();
    if (text.size() > line_bytes || text.size() < tail || !text.ends_with(line_end)) return std::nullopt;
    const auto hashed = text.substr(0, text.size() - tail);
    if (text.substr(hashed.size(), hash_mark.size()) != hash_mark) return std::nullopt;
    boost::system::error_code wrong;
    const auto parsed = json::parse(text, wrong);
    if (wrong || !parsed.is_object()) return std::nullopt;
    const auto& all = parsed.get_object();
    read_line made{entry_of(all), text_at(all, "prev"), text_at(all, "hash"), false};
    if (made.what.n == 0) return std::nullopt;
    made.holds = sha256(hashed) == made.hash;
    return made;
}

} // namespace vagus::audit
