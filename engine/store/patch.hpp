// What is sent as what changes of what was received: a message of 50 MB with one other field costs a few bytes more.
// Pure. docs/formats/store.md.
//
// A patch is the length of the whole, then records of: where in the received bytes to copy from, how many bytes, how
// many literal bytes follow, those. Numbers are unsigned LEB128. The whole is never longer than base and patch
// together, so that a damaged one cannot ask for more memory than there was to read.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::store {

// Nothing where the patch would not be under half of `whole`. In time linear in both, whatever they hold. `base` and
// `whole` are best when they are HL7: what differs is looked for by segments (CR) and fields (|); any bytes will do.
[[nodiscard]] std::optional<std::string> make_patch(std::string_view base, std::string_view whole);

// Nothing for bytes that are no patch of this base, as far as that can be told from lengths.
[[nodiscard]] std::optional<std::string> apply_patch(std::string_view base, std::string_view patch);

} // namespace vagus::store
