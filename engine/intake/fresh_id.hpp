// MSH-10 of a message of our own that must be known before it is stored. The control ids of other acknowledgements are
// the ids of their messages, which only the commit gives.
#pragma once

#include <string>

namespace vagus::intake {

// 20 letters of Crockford's base32, which is all that MSH-10 may have before version 2.7: 100 bits by chance, so that
// no two are ever alike. Any thread.
[[nodiscard]] std::string fresh_control_id();

} // namespace vagus::intake
