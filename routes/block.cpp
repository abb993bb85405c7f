// How steps run: each on what those before it left, with a place in every failure.
#include "routes/block.hpp"

#include "parsers/expr/evaluate.hpp"
#include "routes/binding.hpp"
#include "routes/budget_spent.hpp"
#include "routes/limits.hpp"
#include "routes/notebook.hpp"
#include "routes/why_not.hpp"

#include <utility>

namespace vagus::routes {
namespace {

std::string changed_text(const std::vector<std::string>& changes) {
    if (changes.empty()) return "no change";
    std::string out = "changed";
    for (const auto& each : changes) out += (&each == &changes.front() ? " " : ", ") + each;
    return out;
}

std::string outcome(const verdict& end, const std::vector<std::string>& changes) {
    if (end.go == verdict::way::drop) return "dropped: " + end.why;
    const auto warned = end.warning.empty() ? std::string{} : "warned: " + end.warning;
    const auto also = warned.empty() ? std::string{} : "; " + warned;
    if (end.go == verdict::way::fail) return "failed: " + end.why + also;
    if (end.go == verdict::way::reject) return "rejected: " + end.why + also;
    if (!warned.empty()) return warned;
    return end.why.empty() ? changed_text(changes) : end.why;
}

// Everything as it was before a step that may fail.
class way_back {
  public:
    explicit way_back(const work& on)
        : on_{on}
        , copy_{on.copy.save()}
        , names_{on.names.size()}
        , warnings_{on.made.warnings.size()}
        , tags_{on.made.tags.size()}
        , notes_{on.made.notes.size()}
        , copies_{on.made.copies.size()}
        , remembers_{on.made.remembers.size()} {
        on.cost.spend(on.copy.read().segments.size());
    }
    void take() {
        on_.copy.restore(std::move(copy_));
        on_.names.shrink(names_);
        on_.made.warnings.resize(warnings_);
        on_.made.tags.resize(tags_);
        on_.made.notes.resize(notes_);
        on_.made.copies.resize(copies_);
        forget_prints(on_.made, remembers_);
        std::erase_if(on_.made.remembers, [i = std::size_t{0}, this](const remembered& each) mutable {
            return i++ >= remembers_ && !each.print;
        });
    }

  private:
    const work& on_;
    hl7::draft::saved copy_;
    std::size_t names_, warnings_, tags_, notes_, copies_, remembers_;
};

std::string place_of(const work& on) {
    const auto of_part = on.part.empty() ? std::string{} : " of " + std::string{on.part};
    return on.step->failing + of_part + (on.loop ? " at " + on.loop->text() : "") + ": ";
}

void warn(const work& on, std::string text) {
    if (on.made.warnings.size() < limits::notes_per_message) on.made.warnings.push_back({on.route, std::move(text)});
}

void place(verdict& end, const work& on) {
    const auto before = place_of(on);
    end.placed = true;
    end.why = before + end.why;
    for (auto& fault : end.faults) fault.diagnostic = before + fault.diagnostic;
}

verdict not_wanted(const bound_step& step, const work& on) {
    if (!on.trace) return {};
    auto why = why_not(step.when, on.here());
    on.tell(std::move(why.words), std::move(why.asked));
    verdict end;
    end.told = true;
    return end;
}

// The step alone. What expressions could not make is a failure of its own.
verdict perform(const bound_step& step, const work& on) {
    if (!on.cost.spend(1)) return failed(budget_spent);
    const bool wanted = !step.when.root || expr::holds(*step.when.root, on.here());
    const bool in_trouble = on.cost.spent() || on.cost.failed(); // then nothing is known of what it wants
    auto end = wanted ? step.does->run(on) : in_trouble ? verdict{} : not_wanted(step, on);
    if (end.go == verdict::way::fail && end.placed) return end;
    if (on.cost.spent()) return failed(budget_spent);
    if (!on.cost.failed()) return end;
    auto why = on.cost.failure();
    on.cost.forgive();
    return failed(std::move(why));
}

verdict run_one(const bound_step& step, const work& around) {
    std::vector<std::string> changes;
    auto on = around;
    on.step = &step;
    on.changes = on.trace ? &changes : nullptr;
    std::optional<way_back> back;
    if (step.otherwise != on_error::fail) back.emplace(on);

    auto end = perform(step, on);
    if (!end.told) on.tell(outcome(end, changes));
    if (!end.warning.empty()) warn(on, place_of(on) + end.warning);
    if (end.go == verdict::way::on) return {};
    if (end.go == verdict::way::apart) return end;
    if (end.go != verdict::way::drop && !end.placed) place(end, on);
    end.told = true;
    if (end.go != verdict::way::fail || !back || on.cost.spent()) return end;

    back->take();
    if (step.otherwise == on_error::warn) warn(on, std::move(end.why));
    on.tell(step.otherwise == on_error::warn ? "taken back, with a warning" : "taken back");
    return {};
}

} // namespace

void work::tell(std::string outcome, std::vector<read_value> asked) const {
    if (!trace) return;
    const auto of_part = part.empty() ? std::string{} : std::string{part} + ": ";
    trace({.route = route,
           .step = step->label,
           .where = step->where,
           .outcome = of_part + (loop ? loop->text() + ": " : "") + std::move(outcome),
           .part = part,
           .now = copy.read(),
           .asked = std::move(asked),
           .looked_up = when.heard ? std::exchange(*when.heard, {}) : path::look_ups{}});
}

verdict block::run(const work& on, std::size_t first) const {
    const auto named = on.names.size();
    verdict end;
    for (auto i = first; i < steps_.size(); ++i) {
        end = run_one(steps_[i], on);
        end.rest = i + 1;
        if (end.go != verdict::way::on || (on.loop && on.loop->gone())) break;
    }
    if (end.go == verdict::way::apart) return end;
    on.names.shrink(named);
    return end;
}

std::optional<block> bind(const written_steps& steps, binding& names) {
    const auto in_here = names.remember_values();
    std::vector<bound_step> made;
    for (const auto& [from, at] : steps) {
        const auto number = names.next_step(at);
        if (!from || number.empty()) continue;
        auto when = names.bind(from->when);
        auto does = [&] {
            const auto inside = names.steps_inside(number);
            return from->bind(names);
        }();
        if (!when || !does) continue;
        const auto title = from->name.empty() ? from->title() : from->name;
        const auto where = names.text_of(at);
        made.push_back({.label = number + " " + title,
                        .where = where,
                        .failing = where + " step " + number + " \"" + title + "\"" + names.used_at(),
                        .when = std::move(*when),
                        .otherwise = from->if_failed,
                        .does = std::move(does)});
    }
    if (made.size() != steps.size()) return std::nullopt;
    return block{std::move(made)};
}

} // namespace vagus::routes
