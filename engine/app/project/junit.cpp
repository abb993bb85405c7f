#include "engine/app/project/junit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace vagus::app {
namespace {

// XML 1.0 has no way to write most control characters: they become '?'.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\n': out += "&#10;"; break;
        default: out += static_cast<unsigned char>(c) < ' ' || c == '\x7F' ? '?' : c;
        }
    }
    return out;
}

} // namespace

std::string junit_of(std::string_view suite, const std::vector<test_result>& all) {
    const auto failed = std::ranges::count_if(all, [](const test_result& each) { return !each.wrong.empty(); });
    auto out = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                           "<testsuites>\n<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
                           escaped(suite), all.size(), failed);
    for (const auto& each : all) {
        const auto colon = each.where.rfind(':');
        out += fmt::format("<testcase name=\"{}\" classname=\"{}\" file=\"{}\"", escaped(each.name), escaped(suite),
                           escaped(each.where.substr(0, colon)));
        if (each.wrong.empty()) {
            out += "/>\n";
            continue;
        }
        out += fmt::format("><failure message=\"{}\">{}: {}</failure></testcase>\n", escaped(each.wrong.front()),
                           escaped(each.where), escaped(fmt::format("{}", fmt::join(each.wrong, "\n"))));
    }
    return out + "</testsuite>\n</testsuites>\n";
}

} // namespace vagus::app
