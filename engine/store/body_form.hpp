// How a row of `body` holds what a delivery sends: its own bytes, what goes beside them, or both.
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
};

[[nodiscard]] body_form form_of(bool own_bytes, bool attributes);
// The bytes of the row. `buffer` holds them where they must be put together.
[[nodiscard]] std::string_view pack(body_form form, std::string_view attributes, std::string_view bytes,
                                    std::string& buffer);

struct unpacked {
    std::string_view attributes;
    std::string_view bytes;
};
// `received` is what a row without own bytes stands for. Throws std::runtime_error for a row nobody wrote.
[[nodiscard]] unpacked unpack(body_form form, std::string_view row, std::string_view received);

} // namespace vagus::store
