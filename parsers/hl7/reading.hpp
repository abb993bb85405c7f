// What the message grammar's semantic actions write to while it reads. Private to parse.cpp.
#pragma once

#include "base/limits.hpp"
#include "parsers/hl7/index.hpp"
#include "parsers/hl7/stops.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace vagus::hl7 {

class reading {
  public:
    struct tag {}; // under which the grammar's context holds it

    reading(index& to, std::string_view whole, strictness how, field_starts& fields)
        : found_{to}
        , whole_{whole}
        , how_{how}
        , fields_{fields}
        , lines_{{'\r', '\n'}, 2, whole}
        , segment_{whole.data()} {
        // Enough for most messages at once; one long field must not reserve for many short ones.
        found_.segments.reserve(std::min<std::size_t>(whole.size() / 64 + 4, 64));
    }

    [[nodiscard]] const delimiters& marks() const { return found_.marks; }
    [[nodiscard]] stops& run_stops() { return lines_; }
    [[nodiscard]] const parse_error& error() const { return error_; }

    // The actions. Each takes the characters its rule matched, and refuses them by returning false.
    bool begin_segment(std::string_view at) {
        segment_ = at.data();
        return true;
    }
    bool separator(std::string_view msh1) {
        found_.marks.field = msh1.front();
        return is_mark(msh1.front());
    }
    bool encoding(std::string_view msh2) { return read_marks(msh2, how_, found_.marks); }
    bool segment(std::string_view text) {
        if (found_.segments.size() == limits::message_segments || !counted(text)) return !(full_ = true);
        found_.segments.emplace_back(text, std::string_view{}, fields_);
        return true;
    }
    bool end(std::string_view end) {
        found_.segments.back().end = end;
        ++ended_;
        return true;
    }

    void stopped(const char* at, std::string expected);

  private:
    // Fields are indexed when somebody asks, and then nothing can be refused. Most messages are too short for too many.
    bool counted(std::string_view text) {
        if (whole_.size() > limits::message_fields) fields_seen_ += count_of(found_.marks.field, text);
        return fields_seen_ <= limits::message_fields;
    }
    void place(const char* at);

    index& found_;
    std::string_view whole_;
    strictness how_;
    field_starts& fields_;
    stops lines_;
    const char* segment_;         // where the one being read begins
    std::size_t ended_ = 0;       // segments read to their end
    std::size_t fields_seen_ = 0; // in a long message
    bool full_ = false;
    parse_error error_;
};

inline void reading::stopped(const char* at, std::string expected) {
    error_.offset = static_cast<std::size_t>(at - whole_.data());
    error_.expected = full_ ? "fewer segments or fields: this is the most a message may have" : std::move(expected);
    place(at);
}

// In words and in numbers: the segment, and the field when its line has begun well.
inline void reading::place(const char* at) {
    const std::string_view before{segment_, static_cast<std::size_t>(at - segment_)};
    error_.segment = ended_ + 1;
    error_.where = "segment " + std::to_string(error_.segment);
    if (error_.segment == 1) {
        if (before.size() < 3) return;
        error_.field = std::max<std::size_t>(2, count_of(found_.marks.field, before) + 1);
        if (before.size() == 3) error_.field = 1;
        error_.where = "MSH-" + std::to_string(error_.field);
    } else if (before.size() > 3) {
        error_.field = count_of(found_.marks.field, before);
        error_.where += ", " + std::string{before.substr(0, 3)} + "-" + std::to_string(error_.field);
    }
}

} // namespace vagus::hl7
