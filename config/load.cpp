#include "config/load.hpp"

#include "config/include.hpp"
#include "config/placeholders.hpp"
#include "config/read_file.hpp"
#include "config/revision.hpp"
#include "config/utf8.hpp"
#include "config/yaml_reader.hpp"

#include <algorithm>

namespace vagus::config {
namespace {

namespace fs = std::filesystem;

// One file's root into the whole: the first to name a thing keeps it.
void join(tree& whole, node root) {
    if (whole.root.entries.empty()) {
        whole.root = std::move(root);
        return;
    }
    for (auto& entry : root.entries) {
        const auto first = std::ranges::find(whole.root.entries, entry.key, &node::entry::key);
        if (first == whole.root.entries.end()) {
            whole.root.entries.push_back(std::move(entry));
            continue;
        }
        auto& into = first->value;
        auto& from = entry.value;
        const auto twice = [&](const node::entry& again, const place& at) {
            whole.found.error(again.key_at, "VG0003",
                              "'" + again.key + "' stands in " + whole.files[at.file].name + ":" +
                                  std::to_string(at.line) + " already",
                              "keep one of the two");
        };
        if (into.kind == node::shape::map && from.kind == node::shape::map) {
            for (auto& each : from.entries) {
                if (const auto* same = into.find(each.key)) {
                    twice(each, same->key_at);
                } else {
                    into.entries.push_back(std::move(each));
                }
            }
        } else if (into.kind == node::shape::sequence && from.kind == node::shape::sequence) {
            std::ranges::move(from.items, std::back_inserter(into.items));
        } else if (into.kind != node::shape::scalar || into.text != from.text) { // every file may say `version: 1`
            twice(entry, first->key_at);
        }
    }
}

void unreadable(tree& whole, std::string name, const std::string& why, std::string fix = "") {
    const auto file = static_cast<std::uint32_t>(whole.files.size());
    whole.found.error(place{.file = file}, "VG0010", "cannot read this file: " + why, std::move(fix));
    whole.files.push_back({std::move(name), ""});
    whole.complete = false;
}

// Reads one text and gives its root, a map; an empty one after findings.
node parse(tree& whole, std::string name, std::string text) {
    const auto file = static_cast<std::uint32_t>(whole.files.size());
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    const auto& source = whole.files.emplace_back(std::move(name), std::move(text));
    node empty;
    empty.kind = node::shape::map;
    empty.at = {.file = file, .line = 1, .column = 1};
    if (auto bad = not_utf8(source.text, file)) {
        whole.found.add(std::move(*bad));
        whole.complete = false;
        return empty;
    }
    auto read = read_yaml(source.text, file, whole.found);
    if (!read.complete) {
        whole.complete = false;
        return empty;
    }
    if (read.root.kind == node::shape::map) return std::move(read.root);
    if (read.root.kind == node::shape::nothing && read.root.text.empty()) return empty; // nothing, or comments only
    whole.found.error(read.root.at, "VG0007", "a configuration is a map of keys, such as 'inputs:' and 'routes:'");
    whole.complete = false;
    return empty;
}

void parse_file(tree& whole, const std::string& name, const fs::path& path) {
    auto bytes = read_file(path, file_limit);
    if (!bytes) return unreadable(whole, name, bytes.error());
    join(whole, parse(whole, name, std::move(*bytes)));
}

// The patterns of the main file; they leave the root.
node take_include(tree& whole) {
    const auto at = std::ranges::find(whole.root.entries, "include", &node::entry::key);
    if (at == whole.root.entries.end()) return {};
    auto patterns = std::move(at->value);
    whole.root.entries.erase(at);
    return patterns;
}

void load_included(tree& whole, const node& patterns, const fs::path& folder) {
    auto names = included_files(patterns, folder, whole.found);
    std::erase(names, whole.files.front().name);
    if (whole.files.size() + names.size() > files_limit) {
        whole.found.error(patterns.at, "VG0014",
                          "these patterns match " + std::to_string(names.size()) +
                              " files; a configuration has at most " + std::to_string(files_limit));
        whole.complete = false;
        return;
    }
    for (const auto& name : names) {
        parse_file(whole, name, folder / name);
        const auto nested = std::ranges::find(whole.root.entries, "include", &node::entry::key);
        if (nested == whole.root.entries.end()) continue;
        whole.found.error(nested->key_at, "VG0013", "only the main file includes others",
                          "add the pattern to " + whole.files.front().name);
        whole.root.entries.erase(nested);
    }
}

void finish(tree& whole, const fs::path& folder) {
    expand_placeholders(whole.root, folder, whole.found);
    whole.revision = revision_of(whole.files);
}

tree begin() {
    tree whole;
    whole.root.kind = node::shape::map;
    whole.root.at = {.file = 0, .line = 1, .column = 1};
    return whole;
}

} // namespace

tree load(const fs::path& folder_or_file) {
    auto whole = begin();
    std::error_code error;
    const bool is_folder = fs::is_directory(folder_or_file, error);
    const auto main = is_folder ? folder_or_file / "vagus.yaml" : folder_or_file;
    auto folder = main.parent_path();
    if (folder.empty()) folder = ".";
    parse_file(whole, main.filename().string(), main);
    const auto patterns = take_include(whole);
    if (patterns.at.line != 0) load_included(whole, patterns, folder);
    finish(whole, folder);
    return whole;
}

std::optional<node> read_map(tree& whole, const node& name, const fs::path& file) {
    auto bytes = read_file(file, file_limit);
    if (!bytes) {
        whole.found.error(name, "VG0010", "cannot read this file: " + bytes.error());
        return std::nullopt;
    }
    const auto before = whole.found.errors();
    auto map = parse(whole, name.text, std::move(*bytes));
    if (whole.found.errors() != before) return std::nullopt;
    return map;
}

tree load_text(std::string text, std::string name) {
    auto whole = begin();
    join(whole, parse(whole, std::move(name), std::move(text)));
    (void)take_include(whole);
    finish(whole, ".");
    return whole;
}

} // namespace vagus::config
