#include "config/load.hpp"

#include "config/include.hpp"
#include "config/joining.hpp"
#include "config/placeholders.hpp"
#include "config/read_file.hpp"
#include "config/revision.hpp"
#include "config/types.hpp"
#include "config/utf8.hpp"
#include "config/yaml_reader.hpp"
#include "parsers/charset/convert.hpp"

#include <algorithm>
#include <memory>
#include <ranges>
#include <set>
#include <utility>

namespace vagus::config {
namespace {

namespace fs = std::filesystem;

node empty_map(std::uint32_t file) {
    node empty;
    empty.kind = node::shape::map;
    empty.at = {.file = file, .line = 1, .column = 1};
    return empty;
}

void unreadable(tree& whole, std::string name, const std::string& why, std::string fix = "") {
    const auto file = static_cast<std::uint32_t>(whole.files.size());
    whole.found.error(place{.file = file}, "VG0010", "cannot read this file: " + why, std::move(fix));
    whole.files.push_back({std::move(name), ""});
    whole.complete = false;
}

std::optional<std::size_t> take_text(tree& whole, std::string name, std::string text) {
    const auto file = whole.files.size();
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    const auto& source = whole.files.emplace_back(std::move(name), std::move(text));
    auto bad = not_utf8(source.text, static_cast<std::uint32_t>(file));
    if (!bad) return file;
    whole.found.add(std::move(*bad));
    return std::nullopt;
}

// Reads one text and gives its root, a map; nothing after findings that leave no root.
std::optional<node> parse(tree& whole, std::string name, std::string text, bool also_a_list = false) {
    const auto taken = take_text(whole, std::move(name), std::move(text));
    if (!taken) return std::nullopt;
    const auto file = static_cast<std::uint32_t>(*taken);
    auto read = read_yaml(whole.files[*taken].text, file, whole.found);
    if (!read.complete) return std::nullopt;
    if (read.root.kind == node::shape::map) return std::move(read.root);
    if (also_a_list && read.root.kind == node::shape::sequence) return std::move(read.root);
    if (read.root.kind == node::shape::nothing && read.root.text.empty()) return empty_map(file); // comments at most
    whole.found.error(read.root.at, "VG0007",
                      also_a_list ? "a map or a list is expected here"
                                  : "a configuration is a map of keys, such as 'inputs:' and 'routes:'");
    return std::nullopt;
}

// What is the site's own, and where its layers are, a package does not say.
void take_out_what_is_the_sites(tree& whole, node& root, const std::string& package) {
    std::erase_if(root.entries, [&](const node::entry& entry) {
        const bool own = entry.key == "site" || entry.key == "packages";
        if (own)
            whole.found.error(entry.key_at, "VG0016", "the package " + package + " says `" + entry.key + "`",
                              "that is for the site's own files");
        return own;
    });
}

void parse_into(tree& whole, std::string name, std::string text, const std::string& package = {}) {
    const auto file = static_cast<std::uint32_t>(whole.files.size());
    if (!package.empty()) whole.packages[file] = package;
    auto root = parse(whole, std::move(name), std::move(text));
    if (!root) whole.complete = false;
    if (root && !package.empty()) take_out_what_is_the_sites(whole, *root, package);
    join(whole, root ? std::move(*root) : empty_map(file));
}

// A file's bytes, from wherever the files of this configuration are.
result<std::string, std::string> bytes_of(const tree& whole, const std::string& name, const fs::path& path,
                                          std::size_t most) {
    if (!whole.kept) return read_file(path, most);
    const auto hit = std::ranges::find(*whole.kept, name, &source_file::name);
    if (hit == whole.kept->end()) return fail(std::string{"it was no part of this configuration then"});
    return hit->text;
}

bool too_much(const tree& whole, std::size_t more) {
    for (const auto& file : whole.files) more += file.text.size();
    return more > tree_limit;
}

constexpr auto too_large = "the files of a configuration are larger than 80 MiB together";

void parse_file(tree& whole, const std::string& name, const fs::path& path, const std::string& package = {}) {
    auto bytes = bytes_of(whole, name, path, file_limit);
    if (!bytes) return unreadable(whole, name, bytes.error());
    if (!too_much(whole, bytes->size())) return parse_into(whole, name, std::move(*bytes), package);
    const auto file = static_cast<std::uint32_t>(whole.files.size());
    whole.found.error(place{.file = file}, "VG0014", too_large);
    whole.files.push_back({name, ""});
    whole.complete = false;
}

// `include` or `packages` of the main file, which leave the root; nothing said is a node without a line.
node take(tree& whole, std::string_view key) {
    const auto at = std::ranges::find(whole.root.entries, key, &node::entry::key);
    if (at == whole.root.entries.end()) return {};
    auto value = std::move(at->value);
    whole.root.entries.erase(at);
    return value;
}

void load_files(tree& whole, const node& patterns, const fs::path& folder, const std::string& package = {}) {
    auto names = included_files(patterns, folder, whole.found, whole.kept.get());
    std::erase(names, whole.files.front().name);
    if (whole.files.size() + names.size() > files_limit) {
        whole.found.error(patterns.at, "VG0014",
                          "these patterns match " + std::to_string(names.size()) +
                              " files; a configuration has at most " + std::to_string(files_limit));
        whole.complete = false;
        return;
    }
    for (const auto& name : names) {
        parse_file(whole, name, folder / name, package);
        for (const auto* key : {"include", "packages"}) {
            const auto nested = std::ranges::find(whole.root.entries, key, &node::entry::key);
            if (nested == whole.root.entries.end()) continue;
            whole.found.error(nested->key_at, "VG0013", "only the main file includes others",
                              "add it to " + whole.files.front().name);
            whole.root.entries.erase(nested);
        }
    }
}

// As kept files are called: without what two spellings of one folder differ by.
std::string package_name(const std::string& written) {
    auto name = fs::path{written}.lexically_normal().generic_string();
    if (name.ends_with('/')) name.pop_back();
    return name;
}

// The last first: whoever names a thing first keeps it.
void load_packages(tree& whole, const node& list, const fs::path& folder) {
    std::vector<located<std::string>> written;
    reading context{whole.found};
    list_or_one(with_place(text())).read(list, context, written);
    std::set<std::string> seen;
    for (auto& [named, at] : written) {
        named = package_name(named);
        if (seen.insert(named).second) continue;
        whole.found.error(at, "VG0016", "the package '" + named + "' is named already", "leave it out here");
        named.clear();
    }
    for (const auto& [package, at] : written | std::views::reverse) {
        if (package.empty()) continue;
        if (!whole.kept && stays_inside(package) && !fs::is_directory(folder / package)) {
            whole.found.error(at, "VG0016", "there is no folder '" + package + "'",
                              "a package is a folder of YAML files below " + folder.generic_string());
            continue;
        }
        node files;
        files.kind = node::shape::scalar;
        files.text = package + "/*.yaml";
        files.at = at;
        load_files(whole, files, folder, package);
    }
}

void finish(tree& whole, const fs::path& folder) {
    expand_placeholders(whole.root, folder, whole.found);
    whole.revision = revision_of(whole.files);
}

std::optional<std::string> bytes_named(tree& whole, const node& name, const fs::path& file, std::size_t most) {
    auto bytes = bytes_of(whole, name.text, file, most);
    if (!bytes) {
        whole.found.error(name, "VG0010", "cannot read this file: " + bytes.error());
        return std::nullopt;
    }
    if (!too_much(whole, bytes->size())) return std::move(*bytes);
    whole.found.error(name, "VG0014", too_large);
    return std::nullopt;
}

tree begin() {
    tree whole;
    whole.root.kind = node::shape::map;
    whole.root.at = {.file = 0, .line = 1, .column = 1};
    return whole;
}

tree load_all(tree whole, const std::string& main, const fs::path& folder) {
    parse_file(whole, main, folder / main);
    const auto patterns = take(whole, "include");
    const auto packages = take(whole, "packages");
    if (patterns.at.line != 0) load_files(whole, patterns, folder);
    if (packages.at.line != 0) load_packages(whole, packages, folder);
    finish(whole, folder);
    return whole;
}

} // namespace

std::string_view tree::package_of(std::uint32_t file) const {
    const auto at = packages.find(file);
    return at == packages.end() ? std::string_view{} : at->second;
}

tree load(const fs::path& folder_or_file) {
    std::error_code error;
    const bool is_folder = fs::is_directory(folder_or_file, error);
    const auto main = is_folder ? folder_or_file / "vagus.yaml" : folder_or_file;
    auto folder = main.parent_path();
    if (folder.empty()) folder = ".";
    return load_all(begin(), main.filename().string(), folder);
}

tree load_kept(std::vector<source_file> files, const fs::path& folder) {
    auto whole = begin();
    const auto main = files.empty() ? std::string{"vagus.yaml"} : files.front().name;
    whole.kept = std::make_shared<const std::vector<source_file>>(std::move(files));
    return load_all(std::move(whole), main, folder);
}

std::optional<node> read_map(tree& whole, const node& name, const fs::path& file, bool also_a_list) {
    auto bytes = bytes_named(whole, name, file, file_limit);
    if (!bytes) return std::nullopt;
    const auto before = whole.found.errors();
    auto map = parse(whole, name.text, std::move(*bytes), also_a_list);
    if (whole.found.errors() != before) return std::nullopt;
    return map;
}

std::optional<std::size_t> read_text(tree& whole, const node& name, const fs::path& file, std::size_t most,
                                     const charset::charset& of) {
    auto bytes = bytes_named(whole, name, file, most);
    if (!bytes) return std::nullopt;
    const bool is_utf8 = whole.kept || of == charset::utf_8(); // what is kept was converted when it was read
    if (is_utf8) return take_text(whole, name.text, std::move(*bytes));
    auto read = charset::to_utf8(*bytes, of, false);
    if (read.invalid == 0) return take_text(whole, name.text, std::move(read.text));
    whole.found.error(name, "VG0011",
                      "byte " + std::to_string(*read.first + 1) + " of this file is no character of " +
                          std::string{of.name},
                      "say the `charset` that the file is in");
    return std::nullopt;
}

tree load_text(std::string text, std::string name) {
    auto whole = begin();
    parse_into(whole, std::move(name), std::move(text));
    (void)take(whole, "include");
    (void)take(whole, "packages");
    finish(whole, ".");
    return whole;
}

} // namespace vagus::config
