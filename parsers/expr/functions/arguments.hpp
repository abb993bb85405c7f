// What functions ask of their arguments. '' goes in and '' comes out, and HL7's "" has no number or code.
#pragma once

#include "parsers/expr/evaluate.hpp"
#include "parsers/expr/functions.hpp"

#include <charconv>

namespace vagus::expr {

inline constexpr std::string_view hl7_null = R"("")";

inline path::value argument(const call& of, std::size_t n, const path::scope& at) {
    return evaluate(*of.arguments[n], at);
}
inline std::vector<std::string> arguments(const call& of, const path::scope& at) {
    std::vector<std::string> out;
    for (const auto& each : of.arguments) out.push_back(evaluate(*each, at).take());
    return out;
}
[[nodiscard]] inline bool nothing(const path::value& text) {
    return text.empty() || text.view() == hl7_null;
}
[[nodiscard]] inline path::value condition(bool so) {
    return path::value{so ? std::string_view{"true"} : std::string_view{"false"}};
}
[[nodiscard]] inline auto because(std::string_view why) {
    return fail(why);
}

// A number of characters or pieces.
[[nodiscard]] inline result<std::size_t, std::string_view> whole_number(std::string_view text) {
    std::size_t n = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (wrong != std::errc{} || end != text.data() + text.size()) return because("not a whole number");
    return n;
}

// What one function may make of texts that senders choose.
inline constexpr std::size_t made_text_limit = std::size_t{64} << 20U;
inline constexpr std::string_view too_much_text = "more than 64 MiB";

} // namespace vagus::expr
