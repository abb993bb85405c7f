// A dictionary as text, read. One thing a line; `#` begins a comment line. VERSIONS are `-` (all), `2.5`, `2.1-2.3.1`,
// `2.6-` (and later) or several of those between commas. An element is of a version if one of its lines is.
//
//   segment PID                                   type CX, likewise
//    0 VERSIONS NAME                              there is one in these versions
//    NUMBER VERSIONS TYPE USAGE MOST LENGTH TABLE NAME
//   table 1
//    0 VERSIONS NAME
//    VERSIONS CODE|CODE|CODE
//    = CODE|MEANING                               passed over: meanings.hpp reads them, when somebody asks
//   message ORU_R01
//    VERSIONS STRUCTURE                           structure_text.hpp
//   event ADT^A04 VERSIONS ADT_A01
//
// USAGE is O, R, C, B or W; MOST * or a number; LENGTH and TABLE 0 for none. Private to parsers/hl7.
#pragma once

#include "parsers/hl7/dictionary.hpp"

#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::hl7 {

// What a dictionary holds; each list in the order of its names.
struct dictionary_contents {
    struct event {
        std::string_view type, trigger, structure;
    };

    std::string version;
    const dictionary* under = nullptr;
    std::vector<segment_shape> segments;
    std::vector<type_shape> types;
    std::vector<code_table> tables;
    std::vector<hl7::structure> structures;
    std::vector<event> events;

    std::vector<element_shape> elements; // of all segments and types
    std::vector<std::string_view> codes; // of all tables
    std::pmr::monotonic_buffer_resource keys;
};

inline constexpr std::string_view usages = "ORCBW"; // in the order of enum usage
// Fills `into`, whose version is set.
[[nodiscard]] result<void, dictionary_error> read_text(std::string_view text, dictionary_contents& into);

} // namespace vagus::hl7
