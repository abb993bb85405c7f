// A whole file, or none: written beside its place, synced, renamed into it, and the folder synced. Blocks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vagus::deliver::file {

struct put_result {
    enum class kind : std::uint8_t {
        written,
        same,     // it was there already with the same content: a repeat
        occupied, // it was there already with other content, and stays
        unusable, // no file can have this name here
        failed,   // the folder, the disk: not the message's fault
    } what = kind::failed;
    std::string words; // of the operating system
};
// `name` has no `/` and does not begin with a dot.
[[nodiscard]] put_result put(const std::string& folder, const std::string& name, std::string_view bytes,
                             bool overwrite);

} // namespace vagus::deliver::file
