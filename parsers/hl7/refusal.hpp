// Where reading stopped, in words and in numbers. Private to parsers/hl7.
#pragma once

#include "parsers/hl7/message.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace vagus::hl7 {

// What the grammar knows when it stops at `at`, wherever that is.
struct stopping {
    std::string_view whole;
    const char* segment;  // where the one that was being read begins
    std::size_t ended;    // segments read to their end
    char field_separator; // if MSH-1 was read
};
// The first who refuses knows best: what is there stays.
void refuse(std::optional<parse_error>& error, stopping known, const char* at, const char* expected);

} // namespace vagus::hl7
