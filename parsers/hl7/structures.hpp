// Message structures: which segments form which groups. Data, not a class a message: see structures.cpp.
// Source: HL7 v2.5.1 chapters 3 and 7, abstract message syntax; group names as in 2.5 and later, for all versions.
#pragma once

#include "parsers/hl7/message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
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

struct structure {
    std::string_view name;           // "ORU_R01"
    std::vector<group_shape> groups; // [0] is the whole message
};

// By MSH-9.3, or by MSH-9.1 and 9.2 where that is empty or unknown. Null: not in the table.
[[nodiscard]] const structure* structure_of(const document& message);
// Every name of a group in the table, once.
[[nodiscard]] const std::vector<std::string>& group_names();
// Some structure has such groups, each somewhere inside of the one before.
[[nodiscard]] bool nested(const std::vector<std::string_view>& groups);

} // namespace vagus::hl7
