// A message that may be shown to strangers: its shape without its values. Pure.
#pragma once

#include "engine/app/peers/leaves.hpp"
#include "parsers/hl7/message.hpp"

#include <string>
#include <string_view>

namespace vagus::peers {

// The message with every letter as X or x, every digit as 9 and every byte outside ASCII as x, byte for byte as long as
// it was: delimiters, blanks, punctuation, escape sequences and HL7's "" stay. What says how a message is to be read
// stays too: MSH except MSH-8 (security), OBX-2 (value type), OBX-11 (status), set ids (field 1 where it is a number).
[[nodiscard]] std::string masked(const hl7::message& message);

// A value of such a message, unescaped, that stays as it is.
[[nodiscard]] bool stays(const place& at, std::string_view value);
// One value of such a message, unescaped, by the same rules.
[[nodiscard]] std::string masked(const place& at, std::string_view value);

} // namespace vagus::peers
