// A YAML file as it was written: scalars are raw text with their place, keys keep their order and their place. yaml-cpp
// ends behind this header. Duplicate keys, anchors, aliases and tags are findings made while reading; see load.hpp.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::config {

// 1-based, as people and editors count; file is an index into tree::files.
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
    // text[offset] stands at `at`, and what follows stands beside it, up to the next run.
    struct run {
        std::size_t offset = 0;
        place at;
    };

    shape kind = shape::nothing;
    style written = style::plain;
    bool cut = false;      // ' #' follows a plain scalar: what comes after is a comment, wanted or not
    bool holes = false;    // of an output: text holds ${...} or $${ that are no placeholders, for a template to read
    bool expanded = false; // text holds the value of a ${env:...} or ${file:...}: never shown
    std::string text;      // scalar: exactly as written after YAML's unquoting; nothing: "" or "~"
    place
        at; // of the value; for a quoted scalar the place of its opening quote, for a block the first line of its text
    std::vector<run> runs;      // scalar with quotes, escapes or several lines; empty when text simply stands at `at`
    std::vector<node> items;    // sequence
    std::vector<entry> entries; // map, in file order

    [[nodiscard]] const entry* find(std::string_view key) const;
    // Where a byte of a scalar's text stands in the file.
    [[nodiscard]] place place_of(std::size_t offset) const;
};

struct node::entry {
    std::string key;
    place key_at;
    node value;
    style key_style = style::plain;
    std::vector<run> key_runs;

    // The key as a value, for types that read it: paths in `set`, names in `outputs`.
    [[nodiscard]] node key_node() const;
};

// UTF-8 characters in a text, as columns count them.
[[nodiscard]] std::uint32_t characters(std::string_view text);

} // namespace vagus::config
