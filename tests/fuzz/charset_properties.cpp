// Character sets and batches: what must hold for any bytes.
#include "tests/fuzz/properties.hpp"

#include "parsers/charset/convert.hpp"
#include "parsers/charset/reading.hpp"
#include "parsers/hl7/batch.hpp"

#include <array>

namespace vagus::fuzz {
namespace {

// The first ones have one way to write a text.
constexpr std::array sets{"UTF-8",     "windows-1252", "ISO-8859-1",  "ISO-8859-6", "ISO-8859-8",
                          "Shift_JIS", "GB18030",      "ISO-2022-JP", "Big5",       "KS X 1001",
                          "EUC-TW",    "UTF-16",       "UTF-32"};
constexpr std::size_t exact = 5;

} // namespace

std::string check_charset(std::string_view input) {
    const auto choice = input.empty() ? std::size_t{0} : static_cast<unsigned char>(input[0]);
    const auto bytes = input.substr(input.empty() ? 0 : 1);
    const auto number = choice % sets.size();
    const auto& set = *charset::find(sets[number]);
    const auto kept = charset::to_utf8(bytes, set);
    if (!charset::is_utf8(kept.text)) return "what was read is no UTF-8";
    if (number < exact && charset::from_utf8(kept.text, set) != bytes) return "the bytes do not come back";
    if (kept.first.has_value() != (kept.invalid > 0)) return "losses without a place";
    if (kept.first && *kept.first >= bytes.size()) return "a place behind the end";
    if (!charset::is_utf8(charset::from_utf8(kept.text, charset::utf_8())) && kept.invalid == 0)
        return "valid text became invalid";
    if (!charset::is_utf8(charset::readable(kept.text))) return "readable text is no UTF-8";
    const auto replaced = charset::to_utf8(bytes, set, false);
    if (!charset::is_utf8(replaced.text) || replaced.invalid != kept.invalid) return "replacing reads otherwise";
    const auto guessed = charset::read(bytes, {charset::policy::source::from_msh18, nullptr, {}});
    if (!guessed) return "refused although nothing refuses";
    if (guessed->set == nullptr && !charset::is_utf8(bytes)) return "invalid bytes are taken for UTF-8";
    return "";
}

std::string check_batch(std::string_view input) {
    const auto found = hl7::read_batch(input);
    if (!found) return found.error().offset > input.size() ? "an error past the end" : "";
    const auto* behind = input.data();
    for (const auto message : found->messages) {
        if (!message.starts_with("MSH")) return "a message that is none";
        if (message.data() < behind || message.data() + message.size() > input.data() + input.size())
            return "messages overlap";
        behind = message.data() + message.size();
    }
    return "";
}

} // namespace vagus::fuzz
