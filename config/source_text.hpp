// One source file as lines and columns: bytes to places, and what stands around them.
#pragma once

#include "config/findings.hpp"
#include "config/node.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace vagus::config {

class source_text {
  public:
    source_text(std::string_view text, std::uint32_t file);

    [[nodiscard]] std::string_view text() const { return text_; }
    // Of yaml-cpp's marks: line from 0, column in bytes from 0. Past the end: the end.
    [[nodiscard]] std::size_t byte_of(int line, int column) const;
    // Cheap for bytes asked in ascending order.
    [[nodiscard]] place at(std::size_t byte);
    // Index of the line that holds the byte, and a line without its end.
    [[nodiscard]] std::size_t line_of(std::size_t byte) const;
    [[nodiscard]] std::string_view line(std::size_t index) const;
    [[nodiscard]] std::size_t line_start(std::size_t index) const { return starts_[index]; }

  private:
    std::string_view text_;
    std::uint32_t file_;
    std::vector<std::size_t> starts_;
    std::size_t last_byte_ = 0;
    place last_;
};

// Where the characters of a scalar stand: yaml-cpp says only where it begins. `start` is its first byte, at a quote its
// quote, at a block its '|' or '>'. `end` becomes the byte after the last one that belongs to the text.
[[nodiscard]] std::vector<node::run> align(source_text& source, std::size_t start, std::string_view text,
                                           std::size_t& end);

} // namespace vagus::config
