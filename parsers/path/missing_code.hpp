// What a message says and a code table has no row for.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace vagus::path {

struct missing_code {
    std::string table;
    std::string code; // a value of the message; of a table with several keys "A / B"
};
using missing_codes = std::vector<missing_code>;
inline constexpr std::size_t missing_codes_kept = 100; // of one message

} // namespace vagus::path
