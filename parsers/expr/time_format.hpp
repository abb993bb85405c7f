// How a date is written elsewhere than in HL7: '%d.%m.%Y %H:%M'. Pure, and English where there are words.
#pragma once

#include "base/result.hpp"
#include "parsers/expr/moment.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::expr {

// %Y %m %d %H %M %S of four and two digits, %f a fraction of a second, %z +0100 (and read, too: +01:00, Z), %b Jan, %%
// the sign itself.
class time_format {
  public:
    // The error names what is no part of a format, or says that it has none.
    [[nodiscard]] static result<time_format, std::string> parse(std::string_view written);

    // Nothing for what is written otherwise, or is no date. Years have four digits; days, months and the parts of the
    // time one or two.
    [[nodiscard]] std::optional<moment> read(std::string_view text) const;
    // The error says what is missing. Where parts follow each other from the year down, the text ends with what is
    // known: 2026 stays 2026 in '%Y-%m-%d'.
    [[nodiscard]] result<std::string, std::string_view> write(const moment& of) const;

  private:
    struct part {
        char code = 0;         // of %Y and the like; 0: the literal
        std::string literal{}; // between two of them
    };
    [[nodiscard]] bool has(char code) const;
    [[nodiscard]] bool falls() const; // from the year down, none left out

    std::vector<part> parts_;
};

} // namespace vagus::expr
