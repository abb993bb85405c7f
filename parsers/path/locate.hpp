// Where a path leads in a message, in the numbers of ERR-2. Pure.
#pragma once

#include "parsers/hl7/fault.hpp"
#include "parsers/path/path.hpp"
#include "parsers/path/scope.hpp"

namespace vagus::path {

// Of the first match. Where nothing matches, as far as the path says by itself where it would be: PID-5.1 of a message
// without PID-5 is there, PID-3[.5 == 'MR'].1 is PID-3.
[[nodiscard]] hl7::location locate(const path& p, const scope& at);

} // namespace vagus::path
