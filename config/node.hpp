// A YAML file as it was written: scalars are raw text with their place, keys keep their order and their place. yaml-cpp ends
// behind this header. Duplicate keys, anchors, aliases and tags are findings made while reading; see load.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::config {

// 1-based, as people and editors count; file is an index into sources::files.
struct place {
    std::uint32_t file = 0;
    std::uint32_t line = 0;   // 0: no place (a default)
    std::uint32_t column = 0; // in characters of the source line
    auto operator<=>(const place&) const = default;
};

struct node {
    enum class shape : std::uint8_t { nothing, scalar, sequence, map };
    enum class style : std::uint8_t { plain, quoted, block };
    struct entry;

    shape kind = shape::nothing;
    style written = style::plain;
    std::string text; // scalar: exactly as written after YAML's unquoting; nothing: ""
    place at;         // of the value; for a quoted scalar the place of its opening quote, for a block the first line of its text
    std::vector<node> items;    // sequence
    std::vector<entry> entries; // map, in file order

    [[nodiscard]] const entry* find(std::string_view key) const;
};

struct node::entry {
    std::string key;
    place key_at;
    node value;
};

} // namespace vagus::config
