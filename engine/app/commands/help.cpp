// vagus help: what a finding means and why its rule is there, or how a command is used.
#include "engine/app/commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

extern "C" {
extern const char vagus_findings_page[];     // findings_page.S
extern const char vagus_findings_page_end[]; // behind the last byte
}

namespace vagus::app {
namespace {

constexpr std::string_view heading = "\n### ";

bool is_code(std::string_view text) {
    return text.starts_with("VG") && text.size() > 2 &&
           std::ranges::all_of(text.substr(2), [](unsigned char c) { return std::isdigit(c) != 0; });
}

// From its heading to the next one; empty where there is none.
std::string_view explained(std::string_view code) {
    const std::string_view page{vagus_findings_page, vagus_findings_page_end};
    const auto begin = page.find(std::string{heading} + std::string{code} + ' ');
    if (begin == std::string_view::npos) return {};
    const auto text = page.substr(begin + heading.size());
    return text.substr(0, text.find("\n#")); // of this level or of the one above
}

int help(const std::string& about, CLI::App& root) {
    if (about.empty())
        return fmt::print("{}", root.get_formatter()->make_help(&root, root.get_name(), CLI::AppFormatMode::Normal)),
               exit_code::ok;
    auto code = about;
    std::ranges::transform(code, code.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (is_code(code)) {
        const auto text = explained(code);
        if (text.empty()) {
            fmt::print(stderr, "vagus help: no finding has the code {}. vagus validate shows them with their codes.\n",
                       code);
            return exit_code::usage;
        }
        fmt::print("{}\n", text);
        return exit_code::ok;
    }
    if (std::ranges::none_of(commands(), [&](const command& each) { return each.name == about; })) {
        fmt::print(stderr, "vagus help: {} is neither a command nor the code of a finding such as VG1007.\n", about);
        return exit_code::usage;
    }
    fmt::print("{}", root.get_subcommand(about)->help(root.get_name()));
    return exit_code::ok;
}

} // namespace

void add_help(CLI::App& parent, int& exit_code) {
    auto about = std::make_shared<std::string>();
    auto* verb = parent.add_subcommand("help", "List the commands; explain one, or a finding by its code");
    verb->add_option("about", *about, "A code such as VG1007, or a command");
    verb->callback([about, &parent, &exit_code] { exit_code = help(*about, parent); });
}

} // namespace vagus::app
