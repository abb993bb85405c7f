// What is wrong with a message, and where: what an ERR segment says. Source: HL7 v2.5.1 chapter 2, sections 2.15.5
// (ERR) and 2.A.28 (ERL), table 0357.
#pragma once

#include "parsers/hl7/message.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vagus::hl7 {

// Table 0357. Of versions that do not have a code yet, acknowledge() writes the nearest they have.
enum class condition : std::uint16_t {
    segment_sequence = 100, // also a segment that must be there and is not
    required_missing = 101,
    data_type = 102,
    table_value = 103,
    too_long = 104,    // since 2.7; 102 before
    cardinality = 198, // since 2.9; 102 before
    unsupported_type = 200,
    unsupported_event = 201,
    unsupported_processing = 202,
    unsupported_version = 203,
    unknown_key = 204,
    duplicate_key = 205,
    record_locked = 206,
    application_error = 207,
};
// "Required field missing"
[[nodiscard]] std::string_view to_text(condition what);

// ERR-2. Numbers are 1-based; 0: not said, and then nothing behind it is.
struct location {
    std::string segment{};      // "PID"; empty: the message as a whole
    std::uint32_t sequence = 1; // which of these segments in the message
    std::uint32_t field = 0;
    std::uint32_t repetition = 0;
    std::uint32_t component = 0;
    std::uint32_t subcomponent = 0;
    bool operator==(const location&) const = default;
};
// The segment with this index (from 0), as a whole.
[[nodiscard]] location location_of(const document& message, std::size_t index);
// As paths are printed: "OBX[2]-5", "PID-3[2].1"; "message" for the whole.
[[nodiscard]] std::string to_text(const location& at);

struct fault {
    condition code = condition::application_error;
    location at{};
    std::string words{};      // ERR-8, for those who see the message: no field value
    std::string diagnostic{}; // ERR-7, for those who mind the interface: likewise
};

} // namespace vagus::hl7
