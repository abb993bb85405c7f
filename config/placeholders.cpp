#include "config/placeholders.hpp"

#include "config/read_file.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

namespace vagus::config {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> not_settings{"routes", "tests", "tables", "aliases", "bodies", "transforms"};

class expander {
  public:
    expander(const fs::path& folder, findings& found, bool templates)
        : folder_{folder}
        , found_{found}
        , templates_{templates} {}

    void walk(node& value) {
        if (value.kind == node::shape::scalar) return scalar(value);
        for (auto& item : value.items) walk(item);
        for (auto& entry : value.entries) walk(entry.value);
    }

  private:
    void scalar(node& value) {
        std::string_view rest = value.text;
        if (!rest.contains("${")) return;
        std::string out;
        bool expanded = false;
        while (!rest.empty()) {
            const auto hole = rest.find("${");
            if (hole == std::string_view::npos) break;
            const auto offset = value.text.size() - rest.size() + hole;
            if (templates_ && !is_placeholder(rest, hole)) {
                out += rest.substr(0, hole + 2);
                rest.remove_prefix(hole + 2);
                value.holes = true;
                continue;
            }
            if (hole > 0 && rest[hole - 1] == '$') { // $${ is ${
                out += rest.substr(0, hole - 1);
                out += "${";
                rest.remove_prefix(hole + 2);
                continue;
            }
            out += rest.substr(0, hole);
            const auto end = rest.find('}', hole);
            if (end == std::string_view::npos)
                return wrong(value, offset, "'${' without its '}'", "write $${ for the letters ${");
            auto filled = fill(value, offset, rest.substr(hole + 2, end - hole - 2));
            if (!filled) return;
            out += *filled;
            expanded = true;
            rest.remove_prefix(end + 1);
        }
        out += rest;
        if (!expanded && value.holes) return; // as written, with its places
        value.text = std::move(out);
        value.expanded = expanded;
    }

    static bool is_placeholder(std::string_view text, std::size_t hole) {
        const auto inside = text.substr(hole + 2);
        const bool escaped = hole > 0 && text[hole - 1] == '$';
        return !escaped && (inside.starts_with("env:") || inside.starts_with("file:"));
    }

    std::optional<std::string> fill(node& value, std::size_t offset, std::string_view inside) {
        if (inside.starts_with("env:")) return from_environment(value, offset, inside.substr(4));
        if (inside.starts_with("file:")) return from_file(value, offset, inside.substr(5));
        wrong(value, offset, "'${" + std::string{inside} + "}' is not a placeholder",
              "settings know ${env:NAME}, ${env:NAME:-default} and ${file:PATH}");
        return {};
    }

    std::optional<std::string> from_environment(node& value, std::size_t offset, std::string_view inside) {
        const auto split = inside.find(":-");
        const std::string name{inside.substr(0, split)};
        if (const char* set = std::getenv(name.c_str()); set != nullptr && *set != '\0') return std::string{set};
        if (split != std::string_view::npos) return std::string{inside.substr(split + 2)};
        wrong(value, offset, "the environment variable '" + name + "' is not set",
              "set it, or give a default: ${env:" + name + ":-...}");
        return {};
    }

    std::optional<std::string> from_file(node& value, std::size_t offset, std::string_view inside) {
        auto bytes = read_file(folder_ / fs::path{inside}, placeholder_file_limit);
        if (!bytes) {
            wrong(value, offset, "cannot read '" + std::string{inside} + "': " + bytes.error());
            return {};
        }
        // Editors and echo end a file with a line end that is no part of a password.
        if (bytes->ends_with('\n')) bytes->pop_back();
        if (bytes->ends_with('\r')) bytes->pop_back();
        return std::move(*bytes);
    }

    // The value has no text to judge: whatever its type finds wrong with it falls on the same place, and is the same
    // cause.
    void wrong(node& value, std::size_t offset, std::string what, std::string fix = "") {
        value.at = value.place_of(offset);
        value.expanded = true;
        found_.error(value.at, "VG0015", std::move(what), std::move(fix));
    }

    const fs::path& folder_;
    findings& found_;
    bool templates_; // what is no placeholder stays
};

} // namespace

void expand_placeholders(node& root, const fs::path& folder, findings& found) {
    for (auto& entry : root.entries) {
        if (std::ranges::find(not_settings, entry.key) != not_settings.end()) continue;
        expander{folder, found, entry.key == "outputs" || entry.key == "calls"}.walk(entry.value);
    }
}

} // namespace vagus::config
