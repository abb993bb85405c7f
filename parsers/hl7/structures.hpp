// Message structures: which segments form which groups. Data, not a class a message: they come from the dictionary of
// the message's version. A group has one name in all versions, that of 2.5.1 where it is there. Source: HL7 v2.x,
// abstract message syntax of each chapter.
#pragma once

#include "parsers/hl7/message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace vagus::hl7 {

// As a part of a structure: any segment may stand here.
inline constexpr std::string_view any_segment = "ANY";

// A group of segments and of groups, in their order.
struct group_shape {
    struct part {
        std::string_view segment;         // "OBX"; empty: a group
        std::optional<std::size_t> group; // index into structure::groups
        std::uint16_t least = 0;
        std::uint16_t most = 0;  // 0: any number
        std::uint8_t choice = 0; // neighbours with the same number are alternatives, one of which may stand; 0: none
    };
    std::string_view name; // "OBSERVATION"; the message's own for the whole
    std::vector<part> parts;
    std::size_t anchor = 0; // parts up to here begin another repetition: the first segment that must be there
};

class dictionary; // dictionary.hpp
class vocabulary; // vocabulary.hpp

struct structure {
    std::string_view name;           // "ORU_R01"
    std::vector<group_shape> groups; // [0] is the whole message
};

// By MSH-9.3, or by MSH-9.1 and 9.2 where that is empty or unknown. Null: this version has none.
[[nodiscard]] const structure* structure_in(const dictionary& version, const document& message);
// The same in the dictionary of the message's version (versions.hpp); where that has none, in those of newer versions
// and then of older ones. Null: in none.
[[nodiscard]] const structure* structure_of(const document& message, const vocabulary& says);
// By its name, in those versions in that order; `version` is what MSH-12.1 says. Null: in none.
[[nodiscard]] const structure* structure_called(std::string_view name, std::string_view version,
                                                const vocabulary& says);
// Every name of a structure, and of a group, in any version, once, sorted.
[[nodiscard]] std::vector<std::string_view> structure_names();
[[nodiscard]] std::vector<std::string_view> group_names();
// Some structure has such groups, each somewhere inside of the one before.
[[nodiscard]] bool nested(const std::vector<std::string_view>& groups);

} // namespace vagus::hl7
