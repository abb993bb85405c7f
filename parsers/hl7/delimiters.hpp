// The five characters that MSH-1 and MSH-2 give (HL7 v2.5.1 chapter 2, section 2.5.4), and the truncation character
// of 2.7.
#pragma once

namespace vagus::hl7 {

struct delimiters {
    char field = '|';
    char component = '^';
    char repetition = '~';
    char escape = '\\';      // '\0': MSH-2 gives none
    char subcomponent = '&'; // '\0': MSH-2 gives none
    char truncation = '\0';  // fifth character of MSH-2; never splits

    bool operator==(const delimiters&) const = default;
};

} // namespace vagus::hl7
