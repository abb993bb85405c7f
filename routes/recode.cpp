#include "routes/recode.hpp"

#include "parsers/charset/convert.hpp"
#include "parsers/hl7/draft.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/message.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace vagus::routes {
namespace {

constexpr std::size_t msh_18 = 18;

std::string name_in(const hl7::delimiters& marks, const charset::charset& set) {
    auto name = hl7::escape(set.hl7.empty() ? set.name : set.hl7, marks);
    return set.name == "ISO-2022-JP" ? marks.repetition + name : name;
}

// The characters that hexadecimal escapes stand for, in the bytes of the other set; `lost` counts on.
std::string with_escapes_in(std::string text, const hl7::delimiters& marks, const charset::charset* from,
                            const charset::charset& to, std::size_t& lost) {
    if (marks.escape == '\0' || !text.contains(std::string{marks.escape, 'X'})) return text;
    const auto& was = from != nullptr ? *from : *charset::find("UTF-8");
    return hl7::with_hex(text, marks, [&](std::string_view bytes) -> std::optional<std::string> {
        const auto read = charset::to_utf8(bytes, was);
        if (read.invalid > 0) return std::nullopt;
        lost += charset::missing_in(to, read.text);
        return charset::from_utf8(read.text, to);
    });
}

} // namespace

result<recoded, std::string> recode(std::string text, const charset::charset* from, const charset_wish& into) {
    const auto message = hl7::message::parse(std::move(text));
    if (!message) return fail("as the route left it, it is no message any more: " + hl7::to_text(message.error()));
    hl7::draft named{*message};
    const auto name = name_in(message->marks(), *into.set);
    if (message->segments().front().field(msh_18) != name) named.set_field(0, msh_18, name);
    recoded made{named.bytes(), 0};
    const auto unwritable = charset::missing_in(*into.set, made.text);
    made.lost = unwritable;
    made.text = with_escapes_in(std::move(made.text), message->marks(), from, *into.set, made.lost);
    if (made.lost == 0) return made;
    if (into.lost == unmappable::fail)
        return fail(std::to_string(made.lost) + " characters are not in " + std::string{into.set->name} +
                    ": `unmappable` is `fail`");
    if (unwritable == 0) return made;
    made.text =
        charset::to_utf8(charset::from_utf8(charset::readable(std::move(made.text)), *into.set), *into.set).text;
    return made;
}

} // namespace vagus::routes
