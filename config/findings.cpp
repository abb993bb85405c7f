// Collects findings in order of place, one per cause.
#include "config/findings.hpp"

#include <algorithm>
#include <iterator>

namespace vagus::config {
namespace {

// The part of a value that a caret line underlines: to the end of its first line.
std::uint32_t width_of(const node& value) {
    if (value.kind != node::shape::scalar || value.expanded || value.written == node::style::quoted) return 0;
    const auto line = std::string_view{value.text}.substr(0, value.text.find('\n'));
    return std::max(characters(line), 1U);
}

bool leaves_something_open(std::string_view text) {
    std::size_t open = 0;
    bool quoted = false;
    for (const char c : text) {
        if (c == '\'') quoted = !quoted;
        if (quoted) continue;
        if (c == '[' || c == '(' || c == '{') ++open;
        if ((c == ']' || c == ')' || c == '}') && open > 0) --open;
    }
    return quoted || open > 0;
}

} // namespace

void findings::add(finding f) {
    const auto first = std::ranges::lower_bound(all_, f.at, {}, &finding::at);
    // Findings without a place have nothing in common but that.
    if (first != all_.end() && first->at == f.at && f.at.line != 0) return;
    ++(f.severity == level::error ? errors_ : warnings_);
    if (all_.size() < kept) all_.insert(std::ranges::upper_bound(all_, f.at, {}, &finding::at), std::move(f));
}

void findings::add(const node& scalar, std::string_view code, const syntax_error& error) {
    if (scalar.cut && leaves_something_open(scalar.text)) {
        add({.at = scalar.place_of(error.offset),
             .code = "VG0004",
             .what = "text not closed; YAML cut this value at ' #' (comment)",
             .fix = "try: put the whole value in double quotes"});
        return;
    }
    add({.at = scalar.place_of(error.offset),
         .width = scalar.expanded || error.offset >= scalar.text.size() ? 1U : 0U,
         .code = std::string{code},
         .what = "expected " + error.expected,
         .fix = error.hint});
}

void findings::error(const node& value, std::string_view code, std::string what, std::string fix) {
    add({.at = value.at,
         .width = width_of(value),
         .code = std::string{code},
         .what = std::move(what),
         .fix = std::move(fix)});
}

void findings::error(const place& at, std::string_view code, std::string what, std::string fix) {
    add({.at = at, .code = std::string{code}, .what = std::move(what), .fix = std::move(fix)});
}

void findings::warning(const place& at, std::string_view code, std::string what, std::string fix) {
    add({.at = at,
         .severity = level::warning,
         .code = std::string{code},
         .what = std::move(what),
         .fix = std::move(fix)});
}

void findings::append(const findings& other) {
    for (const auto& each : other.all_) add(each);
}

} // namespace vagus::config
