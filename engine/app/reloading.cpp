#include "engine/app/reloading.hpp"

#include "engine/app/events.hpp"
#include "engine/app/in_force_of.hpp"
#include "engine/app/kept_files.hpp"
#include "engine/app/limits.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace vagus::app {
namespace json = boost::json;

namespace {

// Of a log line: the first of what is wrong.
std::string first_of(const config::tree& whole) {
    const auto& all = whole.found.all();
    const auto error = std::ranges::find(all, config::level::error, &config::finding::severity);
    if (error == all.end()) return "findings";
    return whole.files[error->at.file].name + ":" + std::to_string(error->at.line) + " " + error->code + " " +
           error->what;
}

std::string lines_of(const std::vector<std::string>& sentences) {
    std::string text;
    for (const auto& each : sentences) (text += text.empty() ? "" : "\n") += each;
    return text;
}

json::object as_json(const reload_plan& plan) {
    json::array changes;
    for (const auto& each : plan.changes) {
        json::object row{{"change", to_text(each.what)}, {"part", each.part}, {"name", each.name}};
        if (!each.takes_over.empty()) row["takes_over"] = each.takes_over;
        changes.push_back(std::move(row));
    }
    json::array refusals;
    for (const auto& each : plan.refusals) refusals.emplace_back(each);
    return {{"plan", std::move(changes)}, {"refusals", std::move(refusals)}, {"applied", false}};
}

json::object as_json(const store::revision_entry& entry) {
    return {
        {"no", entry.no}, {"revision", entry.sha}, {"since_us", entry.since}, {"by", entry.by}, {"reason", entry.why}};
}

bool lacks_a_secret(const config::source_file& file) {
    return file.text.contains(no_secret_here);
}

std::string main_file(const configuration& what) {
    return (what.folder / what.files.files.front().name).string();
}

} // namespace

reloading::reloading(std::shared_ptr<const configuration> first, const std::shared_ptr<const intake::in_force>& by,
                     const surroundings& around)
    : running_{std::move(first)}
    , around_{around}
    , planning_{by} {
    if (const auto entries = around_.store.revisions(); !entries.empty()) since_ = entries.front().since;
}

json::object reloading::from_disk(const wish& what) {
    auto wanted = load(main_file(*running_));
    if (!what.planned.empty() && wanted.files.revision != what.planned)
        return refuse(what, "other files than were planned",
                      "the files on disk are others than those of the plan, and nothing was changed: look at the plan "
                      "again",
                      "revision_changed");
    return change_to(std::move(wanted), what);
}

json::object reloading::back_to(std::int64_t entry, const wish& what) {
    const auto text = around_.store.files_of_revision(entry);
    auto files = text ? kept_files(*text) : std::nullopt;
    const auto name = "revision " + std::to_string(entry);
    if (!files) return refuse(what, "no " + name, name + " is not in the history: `vagus config history` shows it");
    if (std::ranges::any_of(*files, lacks_a_secret))
        return refuse(what, name + " lacks a secret",
                      name + " had a secret written in its files, which is not kept: nothing was changed.\n"
                             "Put its files back by hand (`vagus config diff` shows them) and `vagus reload`; name "
                             "secrets by ${file:PATH}, and a rollback finds them");
    auto back = what;
    if (back.why.empty()) back.why = "back to " + std::to_string(entry);
    return change_to(check(config::load_kept(std::move(*files), running_->folder), running_->folder), back);
}

bool reloading::as_on_disk() const {
    return running_->files.revision == load(main_file(*running_)).files.revision;
}

json::object reloading::show() const {
    const auto entries = around_.store.revisions();
    json::object told{{"revision", running_->files.revision}, {"files", json::array{}}};
    if (!entries.empty()) told["entry"] = as_json(entries.front());
    for (const auto& file : running_->files.files) told["files"].as_array().emplace_back(file.name);
    told["as_on_disk"] = as_on_disk();
    return told;
}

json::object reloading::history() const {
    json::array rows;
    for (const auto& each : around_.store.revisions()) rows.push_back(as_json(each));
    return {{"history", std::move(rows)}};
}

json::object reloading::files_of(std::int64_t entry) const {
    const auto text = entry == 0 ? std::optional{files_to_keep(load(main_file(*running_)).files)}
                                 : around_.store.files_of_revision(entry);
    const auto files = text ? kept_files(*text) : std::nullopt;
    if (!files)
        return admin::refusal("revision " + std::to_string(entry) +
                                  " is not in the history: `vagus config history` shows it",
                              "not_found");
    json::array rows;
    for (const auto& file : *files) rows.push_back(json::object{{"name", file.name}, {"text", file.text}});
    return {{"files", std::move(rows)}};
}

json::object reloading::change_to(configuration wanted, const wish& what) {
    if (stopped_) return refuse(what, "the engine stops", "the engine stops: nothing was changed");
    if (!wanted.good())
        return refuse(what, first_of(wanted.files),
                      "the configuration has findings, and nothing was changed:\n" +
                          config::show(wanted.files.found, wanted.files.files));
    auto plan = plan_reload(*running_, wanted);
    if (plan.refusals.empty()) plan.refusals = in_the_way(wanted, plan);
    auto told = as_json(plan);
    told["before"] = running_->files.revision;
    told["revision"] = wanted.files.revision;
    if (what.only_shown) return told;
    if (!plan.refusals.empty()) {
        around_.counted.reloads.add("refused");
        around_.report(config_refused{running_->files.revision, what.by, lines_of(plan.refusals)});
        return told;
    }
    if (!plan.changes_something()) {
        around_.counted.reloads.add("unchanged");
        around_.report(config_unchanged{running_->files.revision, what.by});
        return told;
    }
    const auto before = running_->files.revision;
    auto applied = apply(std::make_shared<const configuration>(std::move(wanted)), plan, what);
    if (!applied) return refuse(what, applied.error(), "nothing was changed: " + applied.error());
    const auto changes =
        std::ranges::count_if(plan.changes, [](const change& each) { return each.what != change::kind::kept; });
    around_.report(config_reloaded{running_->files.revision, before, what.by, what.why, changes});
    around_.counted.reloads.add("applied");
    around_.counted.reloaded.store(around_.time.wall());
    told["applied"] = true;
    return told;
}

// What can fail comes first. The store knows the revision before a message can name it, and whoever is to receive or
// send is there before a message can be planned for them.
result<void, std::string> reloading::apply(std::shared_ptr<const configuration> wanted, const reload_plan& plan,
                                           const wish& what) {
    const auto number = prepare(*wanted, plan, what);
    if (!number) {
        around_.inputs.forget();
        return fail(number.error());
    }
    around_.certificates.use(); // before anybody connects by what is new
    for (const auto& output : wanted->written.outputs) {
        const bool kept = plan.of("output", output.name) == change::kind::kept;
        around_.outputs.go_on_with(output, kept);
    }
    around_.calls.use(calls_of(wanted, around_.counted));
    for (const auto& [memory, bounds] : memory_bounds_of(wanted->written))
        around_.store.bound_memory(around_.store.known_number(store::name_kind::memory, memory), bounds);
    plan_by(wanted, *number);
    around_.inputs.start();
    for (const auto& input : running_->written.inputs) {
        if (plan.of("input", input.name) == change::kind::removed) around_.inputs.close(input.name);
    }
    std::set<std::uint32_t> outputs;
    for (const auto& output : wanted->written.outputs)
        outputs.insert(around_.store.known_number(store::name_kind::output, output.name));
    around_.outputs.close_others(outputs, planned_by_older());
    running_ = std::move(wanted);
    since_ = around_.time.wall();
    return {};
}

// Messages that wait for an output that is no more would wait for ever.
std::vector<std::string> reloading::in_the_way(const configuration& wanted, const reload_plan& plan) const {
    std::vector<std::string> sentences;
    for (const auto& each : plan.changes) {
        if (each.part != "output" || each.what != change::kind::removed) continue;
        // A name that the store knows has a queue of its own and takes over no other.
        const bool renamed = std::ranges::any_of(wanted.written.outputs, [&](const auto& output) {
            return output.value->renamed_from.value == each.name &&
                   around_.store.known_number(store::name_kind::output, output.name) == 0;
        });
        const auto number = around_.store.known_number(store::name_kind::output, each.name);
        const auto waiting = around_.store.depth(number).pending;
        if (renamed || waiting == 0) continue;
        sentences.push_back("output '" + each.name +
                            "' is removed, and messages wait for it: " + std::to_string(waiting) +
                            ". Give it a name that no output had before, with `renamed_from: " + each.name +
                            "`; let them leave first; or make them dead letters (`vagus output skip`)");
    }
    for (const auto& each : plan.changes) {
        if (each.part != "memory" || each.what != change::kind::added) continue;
        const auto number = around_.store.known_number(store::name_kind::memory, each.name);
        if (number != 0 && !around_.store.knows_memory(number))
            sentences.push_back("memory '" + each.name +
                                "' is added, and was there before this start: what it knew is read at a start. Restart "
                                "the engine, or give it a name that no memory had before");
    }
    const auto changes = std::ranges::count_if(plan.changes, [](const change& each) {
        return each.what != change::kind::kept && (each.part == "input" || each.part == "output" || each.part == "tls");
    });
    const auto replaced = around_.inputs.replaced() + around_.outputs.replaced() + around_.certificates.replaced();
    if (changes > 0 && replaced + static_cast<std::size_t>(changes) > most_replaced)
        sentences.push_back("inputs, outputs and tls profiles were replaced " + std::to_string(replaced) +
                            " times since the start, and it can be done " + std::to_string(most_replaced) +
                            " times: restart the engine");
    return sentences;
}

// Ports are bound, names and revision are in the store.
result<std::uint32_t, std::string> reloading::prepare(const configuration& wanted, const reload_plan& plan,
                                                      const wish& what) {
    if (auto read = around_.certificates.prepare(wanted.written.tls); !read) return fail(read.error());
    try {
        learn_inputs(wanted, around_.store);
        for (const auto& input : wanted.written.inputs) {
            const auto how = plan.of("input", input.name);
            if (how == change::kind::added || how == change::kind::changed)
                around_.inputs.open(input, ack_output_of(wanted, *input.value, around_.store));
        }
        if (auto bound = around_.inputs.bind(); !bound) return fail(bound.error());
        learn_names(wanted, around_.store);
    } catch (const std::exception& error) {
        return fail("the store cannot keep the names: " + std::string{error.what()});
    }
    auto number = around_.store.begin_revision(
        {wanted.files.revision, files_to_keep(wanted.files), what.by, what.why, around_.time.wall()});
    if (!number) return fail("the store cannot keep the revision: " + number.error().text);
    return *number;
}

void reloading::plan_by(const std::shared_ptr<const configuration>& what, std::uint32_t revision) {
    auto next = std::make_shared<intake::in_force>(*in_force_of(what, revision, around_.store, around_.counted));
    if (const auto before = planning_.back().lock()) { // sessions of an input that is closed end by what they had
        next->inputs.insert(before->inputs.begin(), before->inputs.end());
        next->known.readings.insert(before->known.readings.begin(), before->known.readings.end());
    }
    planning_.push_back(next);
    around_.intake.replace(std::move(next));
}

// Whether a message may still be planned, or on its way into the store, by what ran before.
std::function<bool()> reloading::planned_by_older() {
    std::erase_if(planning_, [](const auto& each) { return each.expired(); });
    std::vector<std::weak_ptr<const intake::in_force>> older{planning_.begin(), planning_.end() - 1};
    return [older = std::move(older)] {
        return std::ranges::any_of(older, [](const auto& each) { return !each.expired(); });
    };
}

json::object reloading::refuse(const wish& what, const std::string& reason, std::string words, std::string_view code) {
    if (!what.only_shown) around_.counted.reloads.add("refused");
    around_.report(config_refused{running_->files.revision, what.by, reason});
    return admin::refusal(std::move(words), code);
}

} // namespace vagus::app
