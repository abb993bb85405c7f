#include "config/include.hpp"

#include "config/types.hpp"

#include <fnmatch.h>
#include <glob.h>

#include <algorithm>
#include <memory>
#include <set>

namespace vagus::config {
namespace {

namespace fs = std::filesystem;

// The folder's own name is no pattern.
std::string without_wildcards(const std::string& name) {
    std::string safe;
    for (const char c : name) {
        if (std::string_view{"*?[]\\"}.contains(c)) safe += '\\';
        safe += c;
    }
    return safe;
}

std::vector<std::string> matches(const std::string& pattern, const fs::path& folder) {
    glob_t found{};
    const std::unique_ptr<glob_t, decltype(&globfree)> freed{&found, globfree};
    const auto whole = without_wildcards(folder.string()) + "/" + pattern;
    if (glob(whole.c_str(), GLOB_NOSORT, nullptr, &found) != 0) return {};
    std::vector<std::string> names;
    for (std::size_t i = 0; i < found.gl_pathc; ++i) {
        const fs::path match{found.gl_pathv[i]};
        if (!fs::is_directory(match)) names.push_back(match.lexically_relative(folder).generic_string());
    }
    return names;
}

std::vector<std::string> matches(const std::string& pattern, const std::vector<source_file>& kept) {
    std::vector<std::string> names;
    for (const auto& file : kept) { // as glob() tells them
        if (fnmatch(pattern.c_str(), file.name.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0) names.push_back(file.name);
    }
    return names;
}

} // namespace

bool stays_inside(const fs::path& name) {
    return name.is_relative() && std::ranges::none_of(name, [](const fs::path& part) { return part == ".."; });
}

std::vector<std::string> included_files(const node& patterns, const fs::path& folder, findings& found,
                                        const std::vector<source_file>* kept) {
    std::vector<located<std::string>> written;
    reading context{found};
    list_or_one(with_place(text())).read(patterns, context, written);
    std::set<std::string> names;
    for (const auto& [pattern, at] : written) {
        if (!stays_inside(pattern)) {
            found.error(at, "VG0013", "'" + pattern + "' leaves the configuration's folder",
                        "name files below it, such as routes/*.yaml");
            continue;
        }
        const auto hits = kept != nullptr ? matches(pattern, *kept) : matches(pattern, folder);
        if (hits.empty()) {
            found.add({.at = at,
                       .severity = level::warning,
                       .code = "VG0012",
                       .what = "no file matches '" + pattern + "'",
                       .fix = "the pattern starts at " + folder.generic_string()});
        }
        names.insert(hits.begin(), hits.end());
    }
    return {names.begin(), names.end()};
}

} // namespace vagus::config
