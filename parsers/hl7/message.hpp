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

// How much is forgiven. Strict is the letter of chapter 2; lenient is what senders do. Docs: docs/formats/hl7.md.
enum class strictness : std::uint8_t { lenient, strict };

// Why bytes are not a message. `where` is a place people know ("MSH-2", "segment 4", "segment 4, OBX-5"); no field
// value is in any text.
struct parse_error {
    std::size_t offset = 0;
    std::string where;
    std::string expected;
    std::size_t segment = 1; // its number, 1-based
    std::size_t field = 0;   // its number; 0: the segment as a whole
};
[[nodiscard]] std::string to_text(const parse_error& error); // "at byte 12 (segment 4): expected a segment id ..."

class field_starts;

// A segment as views into a buffer owned elsewhere (message or draft). Where its fields are is found when the first one
// is asked for, and kept with the owner: reading is for one thread at a time.
struct segment {
    std::string_view text; // "PID|1||..." without its end
    std::string_view end;  // "\r", "\n" or "\r\n", with the blanks behind it, or "" at the end

    segment(std::string_view its_text, std::string_view its_end, field_starts& home)
        : text{its_text}
        , end{its_end}
        , home_{&home} {}

    // The id: the first three characters.
    [[nodiscard]] std::string_view id() const { return text.substr(0, 3); }
    [[nodiscard]] bool is(const char (&name)[4]) const {
        return text.size() >= 3 && text[0] == name[0] && text[1] == name[1] && text[2] == name[2];
    }
    // MSH, BHS, FHS: their first field is the separator itself.
    [[nodiscard]] bool is_header() const { return is("MSH") || is("BHS") || is("FHS"); }
    // How many fields there are. MSH counts MSH-1.
    [[nodiscard]] std::size_t fields() const;
    // Field n, 1-based, raw, with all its repetitions. Absent: a view whose data() is null. Present and empty: data()
    // is set. MSH-1 is the separator itself, MSH-2 the encoding characters (BHS and FHS likewise).
    [[nodiscard]] std::string_view field(std::size_t n) const;

  private:
    [[nodiscard]] const std::uint32_t* starts() const { return starts_ != nullptr ? starts_ : touch(); }
    const std::uint32_t* touch() const;

    mutable const std::uint32_t* starts_ = nullptr; // as field_starts::find gives them
    field_starts* home_;
};

// What reading needs, from a message or from a draft. A cheap value; the owner must outlive it.
struct document {
    delimiters marks;
    std::span<const segment> segments;

    // Raw field of the first segment of that name; empty when absent.
    [[nodiscard]] std::string_view field(std::string_view segment_id, std::size_t n) const;
};

// What is read as a message; everything else is a parse_error that names its place.
// - MSH-1 and MSH-2 are different punctuation characters of ASCII. MSH-2 has four or five; leniently also one to three,
//   and those it does not have are '\0'. Three are read by position, but "^~&" gives subcomponents and no escapes.
// - A segment begins with a capital letter and two capital letters or digits, then a field separator or its end. Any
//   other line is an error: a line break inside a field cannot be told from a damaged segment, and neither may be
//   dropped or guessed.
// - The end of each is CR. Leniently it is CR, LF or CRLF with all blanks that follow (blanks.hpp), or the end of the
//   text; and a byte order mark and blanks may stand before the MSH: they belong to no segment.
// - A second MSH is an error: its sender waits for a second answer. An MSH inside a line is text.
// - limits::message_bytes, message_segments and message_fields hold.
// Time is linear in the bytes. Not thread safe; movable, and views stay valid over a move.
class message {
  public:
    // Bytes that are no message stay the caller's. `was`: of which set they were before they became UTF-8, which the
    // bytes of \X..\ still are; null: nothing became of them.
    [[nodiscard]] static result<message, parse_error> parse(std::string&& bytes, strictness how = strictness::lenient,
                                                            const charset::charset* was = nullptr);
    [[nodiscard]] static result<message, parse_error>
    parse(const std::string& bytes, strictness how = strictness::lenient, const charset::charset* was = nullptr) {
        return parse(std::string{bytes}, how, was);
    }

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
