// How far an input has come in the file it works on, as the store keeps it: one row an input, since files are taken one
// after the other, and a file is out of the work folder before the next one is begun.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::listen::file {

inline constexpr std::string_view position_source = "file"; // in the table `position`

struct place {
    std::string file;         // id of the claim
    std::size_t messages = 0; // taken, those that were refused among them
    std::size_t refused = 0;
    bool operator==(const place&) const = default;
};
[[nodiscard]] std::string to_text(const place& at);
[[nodiscard]] std::optional<place> read_place(std::string_view text);

} // namespace vagus::listen::file
