// Findings as people read them: place, code, what, the source line with a caret, a fix.
#include "base/limits.hpp"
#include "config/findings.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <filesystem>
#include <ranges>

namespace vagus::config {
namespace {

// A screen's width of a long line is enough to recognise it.
constexpr std::size_t line_shown = 160;

std::string_view line_of(const source_file& file, std::uint32_t number) {
    std::string_view rest = file.text;
    for (; number > 1; --number) {
        const auto end = rest.find('\n');
        if (end == std::string_view::npos) return {};
        rest.remove_prefix(end + 1);
    }
    auto line = rest.substr(0, rest.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// The byte where a column's character begins.
std::size_t byte_of(std::string_view line, std::uint32_t column) {
    std::size_t at = 0;
    for (std::uint32_t passed = 1; at < line.size() && passed < column; ++passed) {
        ++at;
        while (at < line.size() && characters(line.substr(at, 1)) == 0) ++at;
    }
    return at;
}

// What a person would call the word there: up to a blank, a comma, a colon before a blank, or a closing bracket.
// An opening quote takes all up to its closing one.
std::string_view word_at(std::string_view rest) {
    if (rest.empty()) return rest;
    if (rest[0] == '\'' || rest[0] == '"') return rest.substr(0, rest.find(rest[0], 1) + 1);
    std::size_t end = 0;
    for (; end < rest.size(); ++end) {
        const auto colon_ends = rest[end] == ':' && (end + 1 == rest.size() || rest[end + 1] == ' ');
        if (colon_ends || std::string_view{" \t,(){}\"'"}.contains(rest[end])) break;
    }
    return rest.substr(0, end);
}

struct caret_line {
    std::string source;
    std::uint32_t before = 0; // characters before the caret
    std::uint32_t width = 1;
};

caret_line point(std::string_view line, const finding& f) {
    auto at = byte_of(line, f.at.column);
    auto width = f.width > 0 ? f.width : characters(word_at(line.substr(at)));
    std::string source;
    if (line.size() > line_shown) {
        auto from = at > line_shown / 2 ? at - line_shown / 2 : 0;
        while (from > 0 && characters(line.substr(from, 1)) == 0) --from;
        auto until = std::min(from + line_shown, line.size());
        while (until < line.size() && characters(line.substr(until, 1)) == 0) ++until;
        line = line.substr(from, until - from);
        at -= from;
    }
    source = line;
    std::ranges::replace_if(source, [](unsigned char c) { return c < ' ' || c == 0x7F; }, ' ');
    width = std::clamp(width, 1U, std::max(characters(line.substr(at)), 1U));
    return {std::move(source), characters(line.substr(0, at)), width};
}

std::string place_text(const finding& f, const std::vector<source_file>& files) {
    std::string text = f.at.file < files.size() ? files[f.at.file].name : std::string{"configuration"};
    if (f.at.line != 0) text += ':' + std::to_string(f.at.line) + ':' + std::to_string(f.at.column);
    return text;
}

std::string_view level_text(level severity) {
    return severity == level::error ? "error" : "warning";
}

void show_one(std::string& out, const finding& f, const std::vector<source_file>& files) {
    out += place_text(f, files) + ": " + std::string{level_text(f.severity)} + '[' + f.code + "]: " + f.what + '\n';
    const bool beside_caret = f.fix.starts_with("did you mean");
    const bool has_source = f.at.line != 0 && f.at.file < files.size();
    if (has_source) {
        const auto pointed = point(line_of(files[f.at.file], f.at.line), f);
        const auto number = std::to_string(f.at.line);
        out += std::string(number.size() < 5 ? 5 - number.size() : 0, ' ') + number + " | " + pointed.source + '\n';
        out += "      | " + std::string(pointed.before, ' ') + std::string(pointed.width, '^');
        if (beside_caret) out += ' ' + f.fix;
        out += '\n';
    }
    if (!f.fix.empty() && !(beside_caret && has_source)) out += "      = " + f.fix + '\n';
}

std::string counted(std::size_t n, std::string_view what) {
    return std::to_string(n) + ' ' + std::string{what} + (n == 1 ? "" : "s");
}

// What such a line may not hold as it is: the end of the line, and in a property also what separates properties.
std::string for_github(std::string_view text, bool property) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '%': out += "%25"; break;
        case '\n': out += "%0A"; break;
        case '\r': out += "%0D"; break;
        case ':': out += property ? "%3A" : ":"; break;
        case ',': out += property ? "%2C" : ","; break;
        default: out += c;
        }
    }
    return out;
}

} // namespace

std::string show(const findings& found, const std::vector<source_file>& files) {
    std::string out;
    for (const auto& f : found.all() | std::views::take(limits::findings_shown)) show_one(out, f, files);
    const auto total = found.errors() + found.warnings();
    if (total > limits::findings_shown) out += std::to_string(total - limits::findings_shown) + " more not shown\n";
    out += counted(files.size(), "file") + ", " + counted(found.errors(), "error") + ", " +
           counted(found.warnings(), "warning") + '\n';
    return out;
}

std::string show_github(const findings& found, const std::vector<source_file>& files, std::string_view folder) {
    std::string out;
    for (const auto& f : found.all()) {
        out += "::" + std::string{level_text(f.severity)} + ' ';
        if (f.at.file < files.size()) {
            const auto path = std::filesystem::path{folder} / files[f.at.file].name;
            out += "file=" + for_github(path.lexically_normal().string(), true) + ',';
        }
        if (f.at.line != 0) out += "line=" + std::to_string(f.at.line) + ",col=" + std::to_string(f.at.column) + ',';
        out += "title=" + f.code + "::" + for_github(f.what + (f.fix.empty() ? "" : "\n" + f.fix), false) + '\n';
    }
    return out;
}

std::string show_json(const findings& found, const std::vector<source_file>& files) {
    boost::json::array all;
    for (const auto& f : found.all()) {
        auto width = std::max(f.width, 1U);
        if (f.at.line != 0 && f.at.file < files.size()) width = point(line_of(files[f.at.file], f.at.line), f).width;
        all.push_back({{"file", f.at.file < files.size() ? files[f.at.file].name : std::string{}},
                       {"line", f.at.line},
                       {"column", f.at.column},
                       {"width", width},
                       {"level", level_text(f.severity)},
                       {"code", f.code},
                       {"what", f.what},
                       {"fix", f.fix}});
    }
    return boost::json::serialize(all);
}

} // namespace vagus::config
