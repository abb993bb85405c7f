// How a row of `body` holds what a delivery sends: its own bytes whole or as a patch, what goes beside them, or both.
// docs/formats/store.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vagus::store {

// Values are on disk: never renumber.
enum class body_form : std::uint8_t {
    whole = 0,      // the bytes to send
    attributes = 1, // what goes beside the bytes received
    both = 2,       // the length of the attributes in four bytes, little endian, the attributes, the bytes to send
    patch = 3,      // of the bytes received
    patch_and_attributes = 4, // as `both`, with the patch at its end
};

// Where the bytes to send come from.
enum class content : std::uint8_t { received, whole, patch };
[[nodiscard]] body_form form_of(content what, bool attributes);
// The bytes of the row. `bytes`: nothing, the bytes to send, or the patch. `buffer` holds what must be put together.
[[nodiscard]] std::string_view pack(body_form form, std::string_view attributes, std::string_view bytes,
                                    std::string& buffer);

struct unpacked {
    std::string_view attributes;
    std::string_view bytes;
};
// `received` is what a row without own bytes stands for, and what a patch is of. Views into both, and into `buffer`.
// Throws std::runtime_error for a row nobody wrote.
[[nodiscard]] unpacked unpack(body_form form, std::string_view row, std::string_view received, std::string& buffer);

} // namespace vagus::store
