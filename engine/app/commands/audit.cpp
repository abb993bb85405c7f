// vagus audit: who did what here, and whether that is as it was written. Reads files, beside a running engine too.
#include "engine/app/commands/careful.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/remote.hpp"
#include "engine/app/commands/window.hpp"
#include "engine/app/configuration.hpp"
#include "engine/audit/search.hpp"
#include "engine/audit/verify.hpp"
#include "engine/intake/intake.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::app {
namespace {

namespace json = boost::json;

struct audit_options {
    std::string folder = ".";
    std::string directory; // of the audit itself; empty: the configuration's store has it
    std::string known;     // N:HASH
    audit::question asked;
    std::size_t most = 100;
    bool as_json = false;
};

std::filesystem::path audit_of(const audit_options& how) {
    if (!how.directory.empty()) return how.directory;
    return load(how.folder).store_folder() / audit::folder_name;
}

std::optional<audit::head> known_in(const std::string& text) {
    const auto colon = text.find(':');
    audit::head made;
    const auto* end = text.data() + std::min(colon, text.size());
    if (colon == std::string::npos || std::from_chars(text.data(), end, made.n).ptr != end) return std::nullopt;
    made.hash = text.substr(colon + 1);
    return made;
}

json::array texts(const std::vector<std::string>& all) {
    json::array made;
    for (const auto& each : all) made.emplace_back(each);
    return made;
}

int verify(const audit_options& how) {
    const auto known = known_in(how.known);
    if (!how.known.empty() && !known) {
        fmt::print(stderr, "vagus audit verify: --known is NUMBER:HASH, as an earlier check printed it\n");
        return exit_code::usage;
    }
    const auto folder = audit_of(how);
    const auto found = audit::verify(folder, known);
    if (found.entries == 0 && found.well()) { // what was removed as a whole is not well
        fmt::print(stderr,
                   "vagus audit verify: there is no entry in {}: no engine ran on this store yet, or somebody removed "
                   "its audit\n",
                   folder.string());
        return exit_code::store_damaged;
    }
    if (how.as_json) {
        fmt::print("{}\n", json::serialize(json::object{{"well", found.well()},
                                                        {"entries", found.entries},
                                                        {"last", found.last.n},
                                                        {"hash", found.last.hash},
                                                        {"faults", texts(found.faults)},
                                                        {"remarks", texts(found.remarks)}}));
    } else {
        for (const auto& fault : found.faults) fmt::print("FAULT   {}\n", fault);
        for (const auto& remark : found.remarks) fmt::print("remark  {}\n", remark);
        fmt::print("{}: {} entries hold. Kept elsewhere, this shows later that none was made anew:\n"
                   "  vagus audit verify --known {}:{}\n",
                   found.well() ? "ok" : "NOT AS IT WAS WRITTEN", found.entries, found.last.n, found.last.hash);
    }
    return found.well() ? exit_code::ok : exit_code::store_damaged;
}

void print_json(const audit::entry& each) {
    json::object about;
    for (const auto& [key, value] : each.about) about[key] = value;
    fmt::print("{}\n", json::serialize(json::object{{"n", each.n},
                                                    {"at_us", each.at},
                                                    {"who", each.who},
                                                    {"role", each.role},
                                                    {"what", each.what},
                                                    {"about", std::move(about)},
                                                    {"reason", each.reason},
                                                    {"from", each.from},
                                                    {"result", each.result}}));
}

// What people wrote may hold anything: a line stays one line.
std::string on_one_line(std::string text) {
    for (auto& c : text)
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7F') c = ' ';
    return text;
}

void print_text(const audit::entry& each) {
    std::string about;
    for (const auto& [key, value] : each.about) about += fmt::format(" {}={}", key, value);
    const auto reason = each.reason.empty() ? "" : fmt::format("  \"{}\"", each.reason);
    const auto result = each.result == "ok" ? "" : fmt::format("  {}", each.result);
    const auto from = each.from.empty() ? "" : fmt::format("  from {}", each.from);
    const auto line = fmt::format("{:>8}  {}  {:<16} {:<18}{}{}{}{}", each.n, intake::hl7_time(each.at), each.who,
                                  each.what, about, reason, result, from);
    fmt::print("{}\n", on_one_line(line));
}

int show(audit_options& how) {
    const auto folder = audit_of(how);
    bool verified = true;
    std::size_t shown = 0;
    for (;;) {
        how.asked.limit = how.most - shown;
        const auto page = audit::search(folder, how.asked);
        for (const auto& each : page.found) how.as_json ? print_json(each) : print_text(each);
        verified = verified && page.verified;
        shown += page.found.size();
        how.asked.before = page.next;
        if (page.next == 0) break;
        if (shown == how.most) {
            fmt::print(stderr, "there may be more: --before {} goes on\n", page.next);
            break;
        }
    }
    if (!verified) fmt::print(stderr, "some of it is not as it was written: see `vagus audit verify`\n");
    return verified ? exit_code::ok : exit_code::store_damaged;
}

} // namespace

void add_audit(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<audit_options>();
    auto* verb = parent.add_subcommand("audit", "Who did what here: show it, or check that nobody changed it");
    verb->require_subcommand(1);
    auto sub = [&, how](const char* name, const char* does, int (*act)(audit_options&)) {
        auto* made = verb->add_subcommand(name, does);
        made->add_option("directory", how->directory, "The folder of the audit itself, such as a copy of it");
        made->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
        made->add_flag("--json", how->as_json, "JSON, stable for scripts");
        made->callback([how, act, &exit_code] {
            const bool elsewhere = how->directory.empty() && meant_elsewhere("audit");
            exit_code = elsewhere ? exit_code::usage : careful("audit", [&] { return act(*how); });
        });
        return made;
    };
    auto* check = sub("verify", "Whether every entry is as it was written, and none is missing",
                      [](audit_options& with) { return verify(with); });
    check->add_option("--known", how->known, "The last entry of another day: it must still be there")
        ->type_name("NUMBER:HASH");
    auto* list = sub("show", "Entries, newest first", show);
    add_window(*list, how->asked.since, how->asked.until, "Only entries made");
    list->add_option("--who", how->asked.who, "What this user or token did")->type_name("NAME");
    list->add_option("--what", how->asked.what, "Acts of this kind, such as login or message.view")->type_name("WORD");
    list->add_option("--message", how->asked.message, "What was done to this message")->type_name("ID");
    list->add_option("--limit", how->most, "At most so many")->check(CLI::Range(1, 1'000'000))->capture_default_str();
    list->add_option("--before", how->asked.before, "Entries before this number")->type_name("NUMBER");
    verb->footer("Exit code: 0 ok, 2 usage, 10 entries are missing or were changed.");
}

} // namespace vagus::app
