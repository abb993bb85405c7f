// What the grammars build: the table of segments, and where the fields of one begin. Private to parsers/hl7.
#pragma once

#include "parsers/hl7/message.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace vagus::hl7 {

// Where the fields of the segments begin that somebody has touched. Whoever owns segments owns one of these; what it
// gave out stays where it is. A message touches a few segments, so that most need no memory but this.
class field_starts {
  public:
    field_starts() {} // NOLINT(*-use-equals-default): with = default, {} would write zeros to all of it
    field_starts(const field_starts&) = delete;
    field_starts& operator=(const field_starts&) = delete;

    // Of a segment without its end: how many fields there are, where in text each begins, and where one more would.
    [[nodiscard]] const std::uint32_t* find(std::string_view segment_text);

  private:
    void make_room(std::size_t count);

    static constexpr std::size_t near = 224;
    static constexpr std::size_t block = 4096;
    std::array<std::uint32_t, near> first_;
    std::uint32_t* free_ = first_.data();
    std::size_t left_ = near;
    std::vector<std::unique_ptr<std::uint32_t[]>> more_;
};

struct index {
    delimiters marks;
    std::vector<segment> segments; // views into the text that was read
};

// Fills the table of a whole message's segments; their fields will be found in `fields`. Or says why it is none.
[[nodiscard]] std::optional<parse_error> read_message(std::string_view text, strictness how, field_starts& fields,
                                                      index& to);
// Text is one segment without an end, and no MSH.
[[nodiscard]] bool is_segment(std::string_view text, const delimiters& marks);
// Writes what field_starts::find gives, and says how many numbers it is: two more than there are separators.
std::size_t read_fields(std::string_view segment_text, std::uint32_t* to);
// A printable ASCII character that is no letter, digit or blank: what may be a delimiter.
[[nodiscard]] bool is_mark(char c);
// What MSH-2 gives together with marks.field. False when it gives nothing usable.
[[nodiscard]] bool read_marks(std::string_view msh2, strictness how, delimiters& marks);

} // namespace vagus::hl7
