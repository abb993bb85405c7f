// The five characters that MSH-1 and MSH-2 give (HL7 v2.5.1 chapter 2, section 2.5.4), and the truncation character
// of 2.7.
#pragma once

namespace vagus::charset {
struct charset;
}

namespace vagus::hl7 {

struct delimiters {
    char field = '|';
    char component = '^';
    char repetition = '~';
    char escape = '\\';      // '\0': MSH-2 gives none
    char subcomponent = '&'; // '\0': MSH-2 gives none
    char truncation = '\0';  // fifth character of MSH-2; never splits
    // Of which set the bytes of \X..\ are. Null: of UTF-8, as the text is.
    const charset::charset* hex = nullptr;

    bool operator==(const delimiters&) const = default;
};

} // namespace vagus::hl7
