// vagus replay-diff: stored messages through the rules that run and through others, and what differs. Reads the store's
// files, beside a running engine too; nothing is sent, and nothing written.
#include "engine/app/as_received.hpp"
#include "engine/app/commands/careful.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/replay_view.hpp"
#include "engine/app/commands/window.hpp"
#include "engine/app/outcome_of.hpp"
#include "engine/app/past_rules.hpp"
#include "engine/app/replay/comparison.hpp"
#include "engine/app/site_key.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <sys/resource.h>

namespace vagus::app {
namespace {

namespace json = boost::json;

// Programs in memory at once where each message is planned by its own revision.
constexpr std::size_t most_revisions = 10;
constexpr int less_urgent = 10; // than the engine beside it

struct replay_options {
    std::string folder = ".";
    std::string store;
    std::string with;
    std::string input;
    std::optional<wall_us> since;
    std::optional<wall_us> until;
    std::uint64_t limit = 0; // 0: none
    bool planned = false;
    bool values = false;
    bool as_json = false;
};

// Revisions of the store that were asked for.
class older {
  public:
    older(store::past& then, std::string folder)
        : then_{then}
        , folder_{std::move(folder)} {}

    // Null after words on stderr, once for each.
    const configuration* of(std::uint32_t revision) {
        auto found = known_.find(revision);
        if (found == known_.end()) {
            if (known_.size() == most_revisions) known_.erase(known_.begin());
            found = known_.emplace(revision, read(revision)).first;
        }
        return found->second ? &found->second->what : nullptr;
    }

  private:
    std::optional<past_rules> read(std::uint32_t revision) {
        auto rules = rules_of(then_, revision, folder_);
        if (!rules) {
            fmt::print(stderr, "vagus replay-diff: {}\n", rules.error());
            return std::nullopt;
        }
        for (const auto& each : rules->remarks) fmt::print(stderr, "vagus replay-diff: {}\n", each);
        return std::move(*rules);
    }

    store::past& then_;
    std::string folder_;
    std::map<std::uint32_t, std::optional<past_rules>> known_;
};

class replay {
  public:
    replay(const replay_options& how, store::past& then, const configuration& fresh)
        : how_{how}
        , then_{then}
        , fresh_{fresh}
        , older_{then, how.folder}
        , found_{how.values} {}

    // Nothing: there is nothing to compare with, and why is on stderr.
    std::optional<replayed> run() {
        const auto begun = std::chrono::steady_clock::now();
        in_force_ = then_.newest_revision();
        if (in_force_ == 0) {
            fmt::print(stderr, "vagus replay-diff: no configuration ever ran on this store\n");
            return std::nullopt;
        }
        const auto* running = how_.planned ? nullptr : older_.of(in_force_);
        if (!how_.planned && running == nullptr) return std::nullopt;
        const store::past_query what{how_.input, how_.since.value_or(0), how_.until.value_or(system_clock().wall())};
        store::delivery_ref after;
        while (!more_) {
            auto page = then_.next(what, after);
            if (!page) break;
            for (auto& each : *page) {
                more_ = how_.limit != 0 && found_.messages() == how_.limit;
                if (more_) break;
                compare_one(std::move(each), running != nullptr ? running : older_.of(each.revision));
            }
        }
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
        return replayed{found_,
                        running != nullptr ? "revision " + running->files.revision : "the revisions that planned them",
                        how_.with + " (revision " + fresh_.files.revision + ")",
                        then_.gone(what),
                        without_rules_,
                        on_memory_,
                        more_,
                        then_.passed_over(),
                        how_.values,
                        took.count()};
    }

  private:
    void compare_one(store::past_message message, const configuration* before) {
        const auto* input = before == nullptr ? nullptr : input_named(*before, message.input);
        if (input == nullptr) {
            ++without_rules_;
            return;
        }
        if (input_named(fresh_, message.input) == nullptr)
            return found_.add(message.id, {{.is = about::input, .where = message.input, .how = changed::lost}});
        auto request = request_of(then_, message, *input);
        const arrived came{message.input, std::move(message.raw), message.received, std::move(request),
                           std::move(message.answers)};
        const auto old = outcome_of(*before, came);
        const auto next = outcome_of(fresh_, came);
        if (old.rests_on_memory || next.rests_on_memory) ++on_memory_;
        found_.add(message.id, compare(old, next));
    }

    const replay_options& how_;
    store::past& then_;
    const configuration& fresh_;
    older older_;
    tally found_;
    std::uint32_t in_force_ = 0;
    std::uint64_t without_rules_ = 0;
    std::uint64_t on_memory_ = 0;
    bool more_ = false;
};

int run(const replay_options& how) {
    (void)::setpriority(PRIO_PROCESS, 0, less_urgent); // without it the engine beside it waits a little more
    const auto fresh = load(how.with);
    if (!fresh.good()) {
        fmt::print(stderr, "{}", config::show(fresh.files.found, fresh.files.files));
        return exit_code::usage;
    }
    store::past then{opened_store(how.folder, how.store)};
    replay all{how, then, fresh};
    const auto found = all.run();
    if (!found) return exit_code::usage;
    if (how.as_json)
        fmt::print("{}\n", json::serialize(as_json(*found)));
    else
        print(*found);
    return found->found.different() == 0 ? exit_code::ok : exit_code::failed;
}

} // namespace

void add_replay_diff(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<replay_options>();
    auto* verb = parent.add_subcommand("replay-diff",
                                       "Run stored messages through the rules that run and through others, and show "
                                       "what differs");
    verb->add_option("--with", how->with, "The other rules: a folder with vagus.yaml, or one file")->required();
    verb->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
    verb->add_option("--store", how->store, "The store's folder, where it is not that of the configuration");
    add_window(*verb, how->since, how->until, "Only messages received");
    verb->add_option("--input", how->input, "Received at this input only");
    verb->add_option("--limit", how->limit, "So many messages at most, from the first on")->check(CLI::PositiveNumber);
    verb->add_flag("--planned", how->planned,
                   "Compare with the revision that planned each message instead of the one that ran last");
    verb->add_flag("--values", how->values, "Also what stood there before and after, of a few: patient data");
    verb->add_flag("--json", how->as_json, "One JSON object, stable for scripts");
    verb->footer("Exit code: 0 nothing differs, 1 something does, 2 there is nothing to compare with.\n"
                 "Example: vagus replay-diff --since 7d --with ../next");
    verb->callback([how, &exit_code] { exit_code = careful("replay-diff", [&] { return run(*how); }); });
}

} // namespace vagus::app
