#include "engine/observe/line.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <iterator>

namespace vagus::observe {
namespace {

std::string_view to_text(severity level) {
    static constexpr std::array<std::string_view, 4> words{"debug", "info", "warn", "error"};
    return words[static_cast<std::size_t>(level)];
}

struct moment {
    std::chrono::year_month_day day;
    std::chrono::hh_mm_ss<std::chrono::milliseconds> time;
};

moment split(wall_us at) {
    auto since = std::chrono::floor<std::chrono::milliseconds>(std::chrono::microseconds{at});
    auto days = std::chrono::floor<std::chrono::days>(since);
    return {std::chrono::year_month_day{std::chrono::sys_days{days}}, std::chrono::hh_mm_ss{since - days}};
}

void append_time(std::string& to, const moment& at) {
    fmt::format_to(std::back_inserter(to), "{:02}:{:02}:{:02}.{:03}", at.time.hours().count(),
                   at.time.minutes().count(), at.time.seconds().count(), at.time.subseconds().count());
}

void append_quoted(std::string& to, std::string_view text) {
    auto out = std::back_inserter(to);
    to += '"';
    while (!text.empty()) {
        const std::size_t length = utf8::character(text);
        const auto lead = static_cast<unsigned char>(text[0]);
        if (length == 0)
            to += "\\ufffd";
        else if (lead == '"' || lead == '\\')
            (to += '\\') += text[0];
        else if (lead == '\n')
            to += "\\n";
        else if (lead < 0x20 || lead == 0x7F)
            fmt::format_to(out, "\\u{:04x}", unsigned{lead});
        else if (lead == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0)
            fmt::format_to(out, "\\u{:04x}", unsigned{static_cast<unsigned char>(text[1])});
        else
            to.append(text.substr(0, length));
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    to += '"';
}

bool plain(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '='; });
}

void append_number_or_word(std::string& to, const fact& one) {
    if (const auto* number = std::get_if<std::int64_t>(&one.value))
        fmt::format_to(std::back_inserter(to), "{}", *number);
    else if (const auto* yes = std::get_if<bool>(&one.value))
        to += *yes ? "true" : "false";
}

} // namespace

std::string json_line(wall_us at, std::string_view event, severity level, const facts& what) {
    const moment when = split(at);
    std::string line;
    line.reserve(128);
    fmt::format_to(std::back_inserter(line), R"({{"ts":"{:04}-{:02}-{:02}T)", int{when.day.year()},
                   unsigned{when.day.month()}, unsigned{when.day.day()});
    append_time(line, when);
    fmt::format_to(std::back_inserter(line), R"(Z","level":"{}","event":)", to_text(level));
    append_quoted(line, event);
    for (const fact& one : what) {
        line += ',';
        append_quoted(line, one.key);
        line += ':';
        if (const auto* text = std::get_if<std::string>(&one.value))
            append_quoted(line, *text);
        else
            append_number_or_word(line, one);
    }
    line += '}';
    return line;
}

std::string text_line(wall_us at, std::string_view event, severity level, const facts& what) {
    std::string line;
    append_time(line, split(at));
    fmt::format_to(std::back_inserter(line), " {:<5} {} ", to_text(level), event);
    for (const fact& one : what) {
        line += ' ';
        line.append(one.key) += '=';
        const auto* text = std::get_if<std::string>(&one.value);
        if (text == nullptr)
            append_number_or_word(line, one);
        else if (plain(*text))
            line += *text;
        else
            append_quoted(line, *text);
    }
    return line;
}

} // namespace vagus::observe
