// What the codes of HL7's tables mean, in words, for people who look at a message: F of table 1 is Female. One text for
// all versions. Nothing reads it until somebody asks, and no message waits for it.
// Source: HL7 v2.x chapter 2C and the tables of the chapters.
#pragma once

#include "parsers/hl7/dictionary.hpp"

#include <cstddef>
#include <map>
#include <string_view>

namespace vagus::hl7 {

// The lines `= CODE|MEANING` of a dictionary's text (dictionary_text.hpp), which must outlive it. Immutable.
class meanings {
  public:
    explicit meanings(std::string_view text); // finds where each table begins, no more
    // Empty: not known.
    [[nodiscard]] std::string_view of(std::size_t table, std::string_view code) const;

  private:
    std::map<std::size_t, std::string_view> tables_; // their lines
};

// Where a value stands in a field: 1-based; 1 also where there is no other.
struct value_place {
    std::size_t component = 1;
    std::size_t subcomponent = 1;
};
// The table that the value is of, by the version's types; 0: of none, or that is not known. Fields of the types CE, CF,
// CNE and CWE have their code in the first component.
[[nodiscard]] std::size_t table_of(const dictionary& says, const element_shape& field, value_place at);

// What a code of a field means: only if it is in the table that the version has. Empty: not known. HL7's own words;
// any thread may ask.
[[nodiscard]] std::string_view meaning(const dictionary& says, const element_shape& field, value_place at,
                                       std::string_view code);

} // namespace vagus::hl7
