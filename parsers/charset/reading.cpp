#include "parsers/charset/reading.hpp"

#include "parsers/charset/convert.hpp"
#include "parsers/charset/declared.hpp"

#include <utility>

namespace vagus::charset {
namespace {

const charset* set_of(std::string_view bytes, const policy& how) {
    if (how.from == policy::source::force) return how.set;
    if (how.from == policy::source::guess) return nullptr;
    const auto* declared = declared_in(bytes);
    // Whoever can be read so far writes a byte a character.
    if (declared != nullptr && declared->name != "UTF-16" && declared->name != "UTF-32") return declared;
    return how.set;
}

} // namespace

result<reading, syntax_error> read(std::string_view bytes, const policy& how) {
    reading made;
    made.set = set_of(bytes, how);
    const bool plain = is_utf8(bytes) && (made.set == nullptr || *made.set == utf_8());
    if (plain) return reading{};
    if (made.set == nullptr) {
        made.set = &windows_1252();
        made.guessed = true;
    }
    auto decoded = to_utf8(bytes, *made.set, how.invalid != invalid_bytes::replace);
    if (decoded.invalid > 0 && how.invalid == invalid_bytes::reject)
        return fail(syntax_error{decoded.first.value_or(0),
                                 "a character of " + std::string{made.set->name} + ": `invalid_bytes` is `reject`",
                                 {}});
    made.text = std::move(decoded.text);
    made.invalid = decoded.invalid;
    return made;
}

bool looks_like_utf16(std::string_view bytes) {
    using namespace std::literals;
    return bytes.starts_with("\xFE\xFF"sv) || bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("M\0S\0H\0"sv) ||
           bytes.starts_with("\0M\0S\0H"sv);
}

} // namespace vagus::charset
