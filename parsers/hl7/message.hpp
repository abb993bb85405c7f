// A parsed HL7 v2 message: one owned buffer and a flat index of views. Parsing copies nothing and changes nothing:
// bytes() is what was given. Source: HL7 v2.5.1 chapter 2, section 2.6 (message construction).
#pragma once

#include "base/result.hpp"
#include "parsers/hl7/delimiters.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::hl7 {

// Why bytes are not a message. `where` is a place people know ("MSH-2", "segment 4"); no field value is in any text.
struct parse_error {
    std::size_t offset = 0;
    std::string where;
    std::string expected;
};
[[nodiscard]] std::string to_text(const parse_error& error); // "at byte 12 (segment 4): expected a segment id ..."

// A segment as views into a buffer owned elsewhere (message or draft).
struct segment {
    std::string_view text;                 // "PID|1||..." without its end
    std::string_view end;                  // "\r", "\n", "\r\n", several of them (blank lines), or "" at the end
    std::span<const std::uint32_t> starts; // offset in text of each field's first byte; [0] is the first after the id

    // The id: the first three characters.
    [[nodiscard]] std::string_view id() const { return text.substr(0, 3); }
    // MSH, BHS, FHS: their first field is the separator itself.
    [[nodiscard]] bool is_header() const;
    // How many fields there are. MSH counts MSH-1.
    [[nodiscard]] std::size_t fields() const;
    // Field n, 1-based, raw, with all its repetitions. Absent: a view whose data() is null. Present and empty: data()
    // is set. MSH-1 is the separator itself, MSH-2 the encoding characters (BHS and FHS likewise).
    [[nodiscard]] std::string_view field(std::size_t n) const;
};

// What reading needs, from a message or from a draft. A cheap value; the owner must outlive it.
struct document {
    delimiters marks;
    std::span<const segment> segments;

    // Raw field of the first segment of that name; empty when absent.
    [[nodiscard]] std::string_view field(std::string_view segment_id, std::size_t n) const;
};

// What is read as a message, leniently; everything else is a parse_error that names its place.
// - A byte order mark, blanks and line ends may stand before the MSH; they belong to no segment.
// - MSH-1 and MSH-2 are different punctuation characters of ASCII; MSH-2 has one to five. Those it does not have are
// '\0'.
//   Three of them are read by position, but "^~&" gives subcomponents and no escape character.
// - A segment begins with a capital letter and two capital letters or digits, then a field separator or its end. Its
// end
//   is CR, LF or CRLF with all blank lines and blanks that follow, or the end of the text. Any other line is an error:
//   a line break inside a field cannot be told from a damaged segment, and neither may be dropped or guessed.
// - A second MSH is an error: its sender waits for a second answer. An MSH inside a line is text.
// - limits::message_bytes, message_segments and message_fields hold.
// Time is linear in the bytes. Not thread safe; movable, and views stay valid over a move.
class message {
  public:
    [[nodiscard]] static result<message, parse_error> parse(std::string bytes);

    message(message&&) noexcept;
    message& operator=(message&&) noexcept;
    message(const message&) = delete;
    message& operator=(const message&) = delete;
    ~message();

    [[nodiscard]] std::string_view bytes() const;
    [[nodiscard]] const delimiters& marks() const;
    [[nodiscard]] std::span<const segment> segments() const;
    [[nodiscard]] document read() const { return {marks(), segments()}; }
    // Gives the buffer back; the message is empty afterwards, and so is one that was moved from.
    [[nodiscard]] std::string release() &&;

  private:
    struct state; // on the heap: short texts would move with a std::string
    explicit message(std::unique_ptr<state> read);

    std::unique_ptr<state> state_;
};

} // namespace vagus::hl7
