// vagus store: the store's files from outside: what is there, whether it holds together, a copy, messages as files, all
// of it beside a running engine too; and what people decide about segments, which the running engine keeps.
#include "base/clock.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/careful.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/remote.hpp"
#include "engine/app/commands/window.hpp"
#include "engine/app/configuration.hpp"
#include "engine/app/site_key.hpp"
#include "engine/intake/intake.hpp"
#include "engine/store/backup.hpp"
#include "engine/store/export.hpp"
#include "engine/store/rekey.hpp"
#include "engine/store/retention.hpp"
#include "engine/store/survey.hpp"
#include "engine/store/verify.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::app {
namespace {

namespace json = boost::json;

struct store_options {
    std::string folder = ".";
    bool as_json = false;
    std::string into;
    std::optional<wall_us> since;
    std::optional<wall_us> until;
    std::string form = "mllp";
    std::string input;
    std::string segment;
    std::string reason;
    std::string old_key_file;
};

std::filesystem::path store_of(const store_options& how) {
    return opened_store(how.folder);
}

std::uint64_t mebibytes(std::uint64_t bytes) {
    return (bytes + (1U << 20U) - 1) >> 20U;
}

json::object row_of(const store::segment_survey& each) {
    return {{"segment", each.no},       {"opened_us", each.opened},      {"sealed_us", each.sealed},
            {"bytes", each.bytes},      {"messages", each.messages},     {"pending", each.pending},
            {"dead", each.dead},        {"legal_hold", each.legal_hold}, {"reduced_us", each.reduced},
            {"freed_bytes", each.freed}};
}

// What retention makes of it now.
std::string fate_of(const store::segment_survey& each, const std::optional<config::duration>& kept_for) {
    const bool owes = each.pending + each.dead > 0;
    if (each.reduced != 0 && owes)
        return fmt::format("reduced to what waits or is dead: {} MiB freed", each.freed >> 20U);
    if (!kept_for) return "nothing is removed: site.retention.bodies is not set";
    store::segment_entry entry{each.no, each.sealed != 0, each.opened, each.sealed, each.legal_hold};
    entry.live_believed = each.live_believed;
    const auto span = std::chrono::duration_cast<std::chrono::microseconds>(*kept_for);
    const auto why = store::stays_because(entry, false, system_clock().wall(), span);
    return std::string{why.value_or(owes ? "is reduced to what waits or is dead" : "it may go")};
}

void print_segments(const store::survey& seen, const std::optional<config::duration>& kept_for) {
    fmt::print("{:>8} {:<20} {:<20} {:>9} {:>11} {:>9} {:>8}  {}\n", "SEGMENT", "OPENED (UTC)", "SEALED (UTC)", "MiB",
               "MESSAGES", "WAITING", "DEAD", "STAYS BECAUSE");
    for (const auto& each : seen.segments)
        fmt::print("{:>8} {:<20} {:<20} {:>9} {:>11} {:>9} {:>8}  {}\n", each.no, intake::hl7_time(each.opened),
                   each.sealed == 0 ? "live" : intake::hl7_time(each.sealed), mebibytes(each.bytes), each.messages,
                   each.pending, each.dead, fate_of(each, kept_for));
}

int status(const store_options& how) {
    const auto what = load(how.folder); // findings do not matter here: the store may be older than these files
    const auto folder = opened_store(how.folder);
    auto seen = store::look_at(folder);
    if (how.as_json) {
        json::array segments;
        for (const auto& each : seen.segments) segments.push_back(row_of(each));
        fmt::print("{}\n", json::serialize(json::object{{"folder", folder.string()},
                                                        {"store", seen.uuid},
                                                        {"running", seen.running},
                                                        {"clean", seen.clean},
                                                        {"free_bytes", seen.free},
                                                        {"ballast_bytes", seen.ballast},
                                                        {"restored_from_us", seen.restored_from},
                                                        {"outlived", seen.outlived},
                                                        {"outlived_bytes", seen.outlived_bytes},
                                                        {"segments", std::move(segments)}}));
        return exit_code::ok;
    }
    fmt::print("{}  store {}  {}\n", folder.string(), seen.uuid,
               seen.running ? "in use"
               : seen.clean ? "stopped"
                            : "was not stopped cleanly: the next start recovers it");
    fmt::print("{} MiB free on its disk, ballast of {} MiB\n", seen.free >> 20U, mebibytes(seen.ballast));
    if (seen.restored_from != 0)
        fmt::print("restored from a backup of {}: its outputs were held then\n", intake::hl7_time(seen.restored_from));
    fmt::print("\n");
    print_segments(seen, what.written.site.retention.bodies);
    if (seen.outlived != 0)
        fmt::print("\nof {} that have gone it is still known what became of their messages: indices of {} MiB\n",
                   seen.outlived, mebibytes(seen.outlived_bytes));
    return exit_code::ok;
}

int verify(const store_options& how) {
    auto found = store::verify(store_of(how));
    bool well = true;
    json::array files;
    for (const auto& each : found) {
        well = well && each.faults.empty();
        json::array faults;
        for (const auto& fault : each.faults) faults.emplace_back(fault);
        files.push_back(json::object{{"file", each.file}, {"rows", each.rows}, {"faults", std::move(faults)}});
        if (how.as_json) continue;
        fmt::print("{:<8} {}\n", each.faults.empty() ? "ok" : "DAMAGED", each.file);
        for (const auto& fault : each.faults) fmt::print("         {}\n", fault);
    }
    if (how.as_json) fmt::print("{}\n", json::serialize(json::object{{"well", well}, {"files", std::move(files)}}));
    return well ? exit_code::ok : exit_code::store_damaged;
}

int back_up(const store_options& how) {
    auto made = store::back_up(store_of(how), how.into, system_clock().wall());
    fmt::print("{} segments and the catalog, {} MiB, in {}\n"
               "A store put back from it starts with its outputs held: `vagus output release NAME --reason TEXT`.\n",
               made.segments, mebibytes(made.bytes), how.into);
    return exit_code::ok;
}

int write_messages(const store_options& how) {
    using form = store::export_terms::form;
    auto made = store::export_messages(store_of(how), how.into,
                                       {how.since.value_or(0), how.until.value_or(system_clock().wall()), how.input,
                                        how.form == "mllp" ? form::mllp : form::files});
    fmt::print("{} messages, {} MiB, with manifest.tsv, in {}: patient data\n", made.messages, mebibytes(made.bytes),
               how.into);
    return exit_code::ok;
}

// The new key is the configuration's; the old one comes from a file, or there was none.
int rekey(const store_options& how) {
    std::optional<store::store_key> old;
    if (!how.old_key_file.empty()) {
        auto key = key_in_file(how.old_key_file);
        if (!key) {
            fmt::print(stderr, "vagus store: {}\n", key.error());
            return exit_code::usage;
        }
        old = *key;
    }
    const auto stated = load(how.folder);
    if (!stated.good()) { // a key that cannot be read must not pass for none
        fmt::print(stderr, "{}", config::show(stated.files.found, stated.files.files));
        return exit_code::failed;
    }
    const auto& fresh = stated.written.site.store.encrypt_key;
    const auto made = store::rekey(stated.store_folder(), old, fresh);
    if (made.files == 0)
        fmt::print("every file is as the configuration says already\n");
    else
        fmt::print("{} files, {} MiB, are {} now. Backups that were made before are not.\n", made.files,
                   mebibytes(made.bytes), fresh ? "encrypted under the key of site.store.encrypt_key" : "plain");
    return exit_code::ok;
}

// Decisions are the running engine's to keep.
int decide(const store_options& how, std::string_view what, std::string_view done) {
    auto answer = ask_engine(how.folder, {{"do", what}, {"segment", how.segment}, {"reason", how.reason}});
    if (!answer) return answer.error();
    fmt::print("{}\n", done);
    return exit_code::ok;
}

int hold(const store_options& how) {
    return decide(how, "store.hold", "held: it is not removed, however old");
}
int release(const store_options& how) {
    return decide(how, "store.release", "released: it is removed once it has had its time");
}
int clock_is_right(const store_options& how) {
    return decide(how, "store.clock_is_right", "segments that have had their time are removed again");
}

} // namespace

void add_store(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<store_options>();
    auto* verb = parent.add_subcommand("store", "The store's files: look, verify, back up, export");
    verb->require_subcommand(1);
    constexpr bool of_engine = true; // the running engine does it, wherever that is; the others read files here
    auto sub = [&, how](const char* name, const char* does, int (*act)(const store_options&), bool asks = false) {
        auto* made = verb->add_subcommand(name, does);
        made->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
        made->callback([how, act, asks, &exit_code] {
            const bool elsewhere = !asks && meant_elsewhere("store");
            exit_code = elsewhere ? exit_code::usage : careful("store", [&] { return act(*how); });
        });
        return made;
    };
    for (auto* each : {sub("hold", "A legal hold: the segment is not removed", hold, of_engine),
                       sub("release", "The end of a legal hold", release, of_engine)}) {
        each->add_option("segment", how->segment, "The number of a segment, or the id of a message in it")->required();
        each->add_option("--reason", how->reason, "Why; written to the log")->required();
    }
    sub("clock-is-right", "After the clock jumped: remove old segments again", clock_is_right, of_engine)
        ->add_option("--reason", how->reason, "Why; written to the log")
        ->required();
    sub("status", "Segments, sizes, ages, what waits in them", status)
        ->add_flag("--json", how->as_json, "One JSON object, stable for scripts");
    sub("verify", "Whether pages, counters and links hold together", verify)
        ->add_flag("--json", how->as_json, "One JSON object, stable for scripts");
    sub("backup", "A copy that a start can use; also of a running engine's store", back_up)
        ->add_option("into", how->into, "A folder that is empty or not there")
        ->required();
    sub("rekey", "While the engine is stopped: encrypt under another key, for the first time, or no more", rekey)
        ->add_option("--old-key-file", how->old_key_file,
                     "A file with the key that the store has; without it the store is plain. The new key, or none, is "
                     "what site.store.encrypt_key says");
    auto* out = sub("export", "Messages as they were received, with a manifest: patient data", write_messages);
    out->add_option("into", how->into, "A folder that is empty or not there")->required();
    add_window(*out, how->since, how->until, "Only messages received");
    out->add_option("--input", how->input, "Of this input only");
    out->add_option("--form", how->form, "One file of MLLP frames, or a file a message")
        ->check(CLI::IsMember({"mllp", "files"}))
        ->capture_default_str();
}

} // namespace vagus::app
