// What the message grammar tells while it reads, and what is made of it. Private to parse.cpp.
#pragma once

#include "base/limits.hpp"
#include "parsers/hl7/index.hpp"
#include "parsers/hl7/refusal.hpp"
#include "parsers/hl7/stops.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace vagus::hl7 {

// Nothing in it needs an address, so that the compiler can keep it in registers.
class reading {
  public:
    struct tag {}; // under which the grammar's context holds it

    reading(index& to, std::string_view whole, strictness how, field_starts& fields, stops::positions& room,
            std::optional<parse_error>& error)
        : found_{to}
        , whole_{whole}
        , how_{how}
        , fields_{fields}
        , error_{error}
        , lines_{{'\r', '\n'}, 2, whole, room}
        , segment_{whole.data()}
        , count_fields_{whole.size() > limits::message_fields} {
        // Enough for most messages at once; one long field must not reserve for many short ones.
        found_.segments.reserve(std::min<std::size_t>(whole.size() / 64 + 4, 1024));
    }

    [[nodiscard]] char separator() const { return separator_; }
    [[nodiscard]] const char* run_end(const char* from) { return lines_.next(from); }

    // Each is told where the reading stands, and refuses what it has read by returning false.
    bool begin(const char* at) {
        segment_ = at;
        return found_.segments.size() < limits::message_segments;
    }
    bool msh_1(const char* behind) {
        separator_ = behind[-1];
        return is_mark(separator_);
    }
    bool msh_2(const char* behind) {
        found_.marks.field = separator_;
        return read_marks({segment_ + 4, behind}, how_, found_.marks);
    }
    bool text(const char* behind) {
        text_end_ = behind;
        return !count_fields_ || counted({segment_, behind});
    }
    bool end(const char* behind) {
        found_.segments.emplace_back(std::string_view{segment_, text_end_}, std::string_view{text_end_, behind},
                                     fields_);
        return true;
    }

    void stopped(const char* at, const char* expected) const {
        refuse(error_, {whole_, segment_, found_.segments.size(), separator_}, at, expected);
    }

  private:
    // Fields are indexed when somebody asks, and then nothing can be refused. Most messages are too short for too many.
    bool counted(std::string_view text) {
        fields_seen_ += count_of(separator_, text);
        return fields_seen_ <= limits::message_fields;
    }

    index& found_;
    std::string_view whole_;
    strictness how_;
    field_starts& fields_;
    std::optional<parse_error>& error_;
    stops lines_;
    const char* segment_;            // where the one being read begins
    const char* text_end_ = nullptr; // and its text ends
    char separator_ = '\0';
    bool count_fields_;
    std::size_t fields_seen_ = 0;
};

} // namespace vagus::hl7
