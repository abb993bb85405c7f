// What the message grammar's semantic actions write to while it reads. Private to parse.cpp.
#pragma once

#include "base/limits.hpp"
#include "parsers/hl7/index.hpp"
#include "parsers/hl7/terminals.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace vagus::hl7 {

class reading {
  public:
    struct tag {}; // under which the grammar's context holds it

    reading(index& to, std::string_view whole)
        : found_{to}
        , whole_{whole}
        , segment_{whole.data()} {
        // Enough for most messages at once; one long field must not reserve for many short ones.
        found_.starts.reserve(std::min<std::size_t>(whole.size() / 4, 1024));
        found_.segments.reserve(std::min<std::size_t>(whole.size() / 32, 64));
    }

    [[nodiscard]] const delimiters& marks() const { return found_.marks; }
    [[nodiscard]] terminals::stops& run_stops() { return run_stops_; }
    [[nodiscard]] const parse_error& error() const { return error_; }

    // What ends a field, for the terminals.
    void separate_by(char field, const char* from) {
        found_.marks.field = field;
        run_stops_ = {{field, '\r', '\n'}, from, whole_.data() + whole_.size()};
    }

    // The actions. Each takes the characters its rule matched, and refuses them by returning false.
    bool begin_segment(std::string_view at) {
        segment_ = at.data();
        fields_before_ = found_.starts.size();
        return true;
    }
    bool separator(std::string_view msh1) {
        if (!is_mark(msh1.front())) return false;
        separate_by(msh1.front(), msh1.data());
        return true;
    }
    bool encoding(std::string_view msh2) { return read_marks(msh2, found_.marks) && field(msh2); }
    bool field(std::string_view text) {
        if (found_.starts.size() == limits::message_fields) return !(full_ = true);
        found_.starts.push_back(static_cast<std::uint32_t>(text.data() - segment_));
        return true;
    }
    bool segment(std::string_view text) {
        if (found_.segments.size() == limits::message_segments) return !(full_ = true);
        found_.segments.push_back({.text = text, .end = {}, .starts = {}});
        counts_.push_back(found_.starts.size() - fields_before_);
        return true;
    }
    bool end(std::string_view end) {
        found_.segments.back().end = end;
        ++ended_;
        return true;
    }

    // The starts stand still now, and the segments may look at them.
    void connect();
    void stopped(const char* at, std::string expected);

  private:
    [[nodiscard]] std::string place(const char* at) const;

    index& found_;
    terminals::stops run_stops_;
    std::string_view whole_;
    const char* segment_; // where the one being read begins
    std::size_t fields_before_ = 0;
    std::size_t ended_ = 0; // segments read to their end
    bool full_ = false;
    std::vector<std::size_t> counts_; // of fields, by segment
    parse_error error_;
};

inline void reading::connect() {
    const auto* next = found_.starts.data();
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        found_.segments[i].starts = {next, counts_[i]};
        next += counts_[i];
    }
}

inline void reading::stopped(const char* at, std::string expected) {
    error_.offset = static_cast<std::size_t>(at - whole_.data());
    error_.where = place(at);
    error_.expected = full_ ? "fewer segments or fields: this is the most a message may have" : std::move(expected);
}

inline std::string reading::place(const char* at) const {
    const auto into = at - segment_;
    if (found_.segments.empty() && into == 3) return "MSH-1";
    if (found_.segments.empty() && into > 3) return "MSH-2";
    return "segment " + std::to_string(ended_ + 1);
}

} // namespace vagus::hl7
