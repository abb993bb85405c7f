// What must hold for any bytes. The fuzzers search for bytes that break it; the tests try seeds, real and random
// messages. Each returns what broke, or nothing.
#pragma once

#include <string>
#include <string_view>

namespace vagus::fuzz {

// The same events however the wire is cut, and no byte held past the limits. The first byte chooses the cut and limits.
[[nodiscard]] std::string check_frames(std::string_view input);
// Round trip, parts that add up to their whole, edits that touch only their field, an answer to everything.
[[nodiscard]] std::string check_message(std::string_view input);
// What is escaped cuts nothing, and comes back. The first bytes choose the delimiters.
[[nodiscard]] std::string check_escape(std::string_view input);
// Any bytes are text in any set, and come back where a set has one way to write it. The first byte chooses the set.
[[nodiscard]] std::string check_charset(std::string_view input);
// The messages of a batch lie in it one behind the other.
[[nodiscard]] std::string check_batch(std::string_view input);
// Fragments, each ended by FS: what is joined begins with the first MSH, and no addendum is left in it.
[[nodiscard]] std::string check_join(std::string_view input);
// The first line is a path, the rest a message. A path prints as itself; reading one finds the same whoever asks;
// writing one touches its own segment alone, is read back, and leaves a message; a refused edit changes nothing.
[[nodiscard]] std::string check_path(std::string_view input);
// The first line is an expression, the rest a message. What is taken prints as itself and has a value; what is refused
// says where.
[[nodiscard]] std::string check_expression(std::string_view input);

} // namespace vagus::fuzz
