#include "engine/app/line_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace vagus::app {
namespace {

using lines = std::vector<std::string_view>;

lines lines_of(std::string_view text) {
    lines all;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        all.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

struct line {
    char sign; // ' ', '-', '+'
    std::string_view text;
};

// Between what is the same at both ends: the longest common subsequence of lines.
void pair(const lines& before, const lines& after, std::vector<line>& into) {
    const auto rows = before.size() + 1;
    const auto columns = after.size() + 1;
    if (rows * columns > most_comparisons) {
        for (const auto& each : before) into.push_back({'-', each});
        for (const auto& each : after) into.push_back({'+', each});
        return;
    }
    std::vector<std::uint32_t> common(rows * columns); // of what is left from there on
    for (auto i = before.size(); i-- > 0;) {
        for (auto j = after.size(); j-- > 0;)
            common[i * columns + j] = before[i] == after[j]
                                          ? common[(i + 1) * columns + j + 1] + 1
                                          : std::max(common[(i + 1) * columns + j], common[i * columns + j + 1]);
    }
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < before.size() || j < after.size()) {
        if (i < before.size() && j < after.size() && before[i] == after[j]) {
            into.push_back({' ', before[i++]}), ++j;
        } else if (i < before.size() &&
                   (j == after.size() || common[(i + 1) * columns + j] >= common[i * columns + j + 1])) {
            into.push_back({'-', before[i++]});
        } else {
            into.push_back({'+', after[j++]});
        }
    }
}

std::vector<line> all_lines(std::string_view before, std::string_view after) {
    auto old = lines_of(before);
    auto next = lines_of(after);
    std::vector<line> made;
    const auto [first, other] = std::ranges::mismatch(old, next);
    const auto head = first - old.begin();
    for (auto each = old.begin(); each != first; ++each) made.push_back({' ', *each});
    lines tail;
    old.erase(old.begin(), old.begin() + head);
    next.erase(next.begin(), next.begin() + head);
    while (!old.empty() && !next.empty() && old.back() == next.back()) {
        tail.push_back(old.back());
        old.pop_back(), next.pop_back();
    }
    pair(old, next, made);
    for (auto each = tail.rbegin(); each != tail.rend(); ++each) made.push_back({' ', *each});
    return made;
}

// "@@ -12,7 +12,9 @@" and its lines.
void write_hunk(const std::vector<line>& all, std::size_t from, std::size_t to, std::string& into) {
    const auto count = [&](std::size_t begin, std::size_t end, char without) {
        return static_cast<std::size_t>(std::count_if(all.begin() + static_cast<std::ptrdiff_t>(begin),
                                                      all.begin() + static_cast<std::ptrdiff_t>(end),
                                                      [without](const line& each) { return each.sign != without; }));
    };
    const auto range = [&](char without) {
        const auto length = count(from, to, without);
        return std::to_string(count(0, from, without) + (length == 0 ? 0 : 1)) + "," + std::to_string(length);
    };
    into += "@@ -" + range('+') + " +" + range('-') + " @@\n";
    for (auto i = from; i < to; ++i) {
        into += all[i].sign;
        into.append(all[i].text).append("\n");
    }
}

} // namespace

std::string line_diff(std::string_view name, std::string_view before, std::string_view after) {
    const auto all = all_lines(before, after);
    const auto differs = [](const line& each) { return each.sign != ' '; };
    std::string text;
    for (auto next = std::ranges::find_if(all, differs); next != all.end();) {
        auto last = next; // of the hunk: what comes soon after it belongs to it
        for (auto each = next; each != all.end() && each - last <= static_cast<std::ptrdiff_t>(2 * context_lines + 1);
             ++each)
            if (differs(*each)) last = each;
        const auto at = static_cast<std::size_t>(next - all.begin());
        const auto end = static_cast<std::size_t>(last - all.begin()) + 1;
        if (text.empty()) text.append("--- ").append(name).append("\n+++ ").append(name).append("\n");
        write_hunk(all, at - std::min(at, context_lines), std::min(end + context_lines, all.size()), text);
        next = std::find_if(last + 1, all.end(), differs);
    }
    return text;
}

} // namespace vagus::app
