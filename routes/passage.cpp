#include "routes/passage.hpp"

#include "base/limits.hpp"
#include "parsers/expr/evaluate.hpp"
#include "parsers/path/read.hpp"
#include "parsers/path/write.hpp"
#include "routes/budget_spent.hpp"
#include "routes/notebook.hpp"
#include "routes/why_not.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace vagus::routes {
namespace {

bool holds(const expr::expression& condition, const path::scope& at) {
    return !condition.root || expr::holds(*condition.root, at);
}

path::path control_id() {
    path::path made;
    made.segment = "MSH";
    made.field = 10;
    return made;
}

} // namespace

passage::passage(crossing& of, std::uint16_t route, const hl7::message& message, const path::occasion& when)
    : of_{of}
    , route_{of.routes[route]}
    , number_{route}
    , message_{message}
    , when_{when}
    , remembered_{of.made.remembers.size()} {
    when_.route = route_.name;
}

// What fails in a route inside fails the whole: it is tried again from where the message came in.
void passage::run() {
    auto& made = of_.made;
    const auto copies = made.copies.size();
    const auto failures = made.failures.size();
    asked_.emplace(route_);
    when_.asked = &*asked_;
    follow();
    if (made.copies.size() == copies) forget_prints(made, remembered_); // nobody got it
    if (made.failures.size() == failures) return;
    made.copies.resize(copies);
    made.remembers.resize(remembered_);
    made.failures.back().route = number_;
    if (!made.failures.back().rejects) hand_over_failed();
}

void passage::follow() {
    const bool matches = holds(route_.match, scope_of(message_.read()));
    if (of_.trace) tell("match", matches, route_.match);
    if (in_trouble()) return fail(route_.where + " match: ");
    if (!matches) return forget_prints(of_.made, remembered_);
    auto& matched = of_.made.matched;
    if (std::ranges::find(matched, number_) == matched.end()) matched.push_back(number_);
    if (asked_ && !met()) return;
    if (!route_.steps.empty() && !run_steps()) return;
    hand_over();
}

bool passage::met() {
    for (std::size_t i = 0; i < route_.needs.size(); ++i) {
        auto came = asked_->take(i, number_, of_.answered);
        if (of_.trace) tell("need " + route_.needs[i].name, std::move(came.words));
        if (!came.warning.empty()) of_.made.warnings.push_back({number_, route_.where + " " + came.warning});
        if (came.failure.empty()) continue;
        of_.made.failures.push_back({number_, route_.where + " " + came.failure});
        return false;
    }
    return true;
}

// False: the route ends here, and why is in the plan; or its parts went on without it.
bool passage::run_steps() {
    copy_.emplace(message_);
    named_values names;
    return run(route_.steps, names);
}

bool passage::run(const block& steps, named_values& names, std::size_t first) {
    arrangement groups{*copy_, *route_.says};
    const std::function<std::optional<std::string>(std::uint16_t)> send = [this](std::uint16_t output) {
        return sent(output);
    };
    auto end = steps.run({.copy = *copy_,
                          .cost = of_.cost,
                          .says = *route_.says,
                          .when = when_,
                          .made = of_.made,
                          .route = number_,
                          .names = names,
                          .groups = groups,
                          .trace = of_.trace,
                          .send = send,
                          .part = part_},
                         first);
    switch (end.go) {
    case verdict::way::on: return true;
    case verdict::way::apart: go_apart(std::move(end), names); break;
    case verdict::way::drop:
        of_.made.drops.push_back({number_, std::move(end.why)});
        forget_prints(of_.made, remembered_);
        break;
    case verdict::way::fail:
    case verdict::way::reject:
        of_.made.failures.push_back(
            {number_, std::move(end.why), end.go == verdict::way::reject, std::move(end.faults)});
    }
    return false;
}

void passage::go_apart(verdict&& end, named_values& names) {
    const auto failures = of_.made.failures.size();
    const auto named = names.size();
    of_.parts += end.parts.size();
    if (of_.parts > limits::parts_per_message)
        return fail(route_.where + ": more than " + std::to_string(limits::parts_per_message) +
                    " parts of one message");
    for (auto& each : end.parts) {
        const auto message = hl7::message::parse(std::move(each.text), hl7::strictness::lenient, message_.marks().hex);
        if (!message) return fail(route_.where + " " + each.name + ": " + message.error().expected);
        passage alone{of_, number_, *message, when_};
        alone.go_on_as(each, end.rest, names);
        names.shrink(named);
        if (of_.made.failures.size() != failures) return;
    }
    names.shrink(0);
}

void passage::go_on_as(const part& what, std::size_t first, named_values& names) {
    part_ = what.name;
    as_received_ = false;
    copy_.emplace(message_);
    const auto named = path::assign(*copy_, control_id(), what.control_id, scope_of(copy_->read()), *route_.says);
    if (!named) {
        of_.made.failures.push_back({number_, route_.where + " " + what.name + ": " + named.error()});
        return;
    }
    if (of_.trace) tell("part", what.name);
    if (run(route_.steps, names, first)) hand_over();
}

std::optional<std::string> passage::sent(std::uint16_t output) {
    if (++of_.sends > limits::sends_per_message)
        return "send_to makes at most " + std::to_string(limits::sends_per_message) + " copies of one message";
    of_.cost.spend(as_it_is().segments.size());
    return made_for(output, scope_of(as_it_is()));
}

void passage::hand_over() {
    const auto failures = of_.made.failures.size();
    for (const auto& to : route_.to) {
        const bool wanted = holds(to.when, scope_of(as_it_is()));
        if (of_.trace) tell(to, wanted);
        if (in_trouble()) fail(route_.where + " to: ");
        if (wanted && of_.made.failures.size() == failures) hand_to(to);
        if (of_.made.failures.size() != failures) return;
    }
}

// As it was received, whatever was wrong: what cannot be made of it is a warning.
void passage::hand_over_failed() {
    for (const auto output : route_.on_failure) {
        copy_.reset();
        of_.cost = path::budget{limits::elements_per_route};
        const auto copies = of_.made.copies.size();
        auto why = made_for(output, scope_of(message_.read()));
        if (!why && in_trouble()) why = trouble();
        if (!why) continue;
        of_.made.copies.resize(copies);
        of_.made.warnings.push_back(
            {number_, route_.where + " on_failure to " + of_.outputs[output].name + ": " + std::move(*why)});
    }
}

void passage::hand_to(const bound_destination& to) {
    if (to.own.empty()) return hand_on(to);
    if (!copy_) copy_.emplace(message_);
    auto before = copy_->save();
    of_.cost.spend(message_.segments().size());
    named_values names;
    if (run(to.own, names)) hand_on(to);
    copy_->restore(std::move(before));
}

void passage::hand_on(const bound_destination& to) {
    if (to.route)
        hand_to_route(*to.route);
    else
        copy_for(to.output);
}

// The other route sees what this one made of the message.
void passage::hand_to_route(std::uint16_t route) {
    if (!copy_ || !copy_->changed()) return follow_inside(route, message_, as_received_);
    of_.cost.spend(copy_->read().segments.size());
    const auto message = hl7::message::parse(copy_->bytes(), hl7::strictness::lenient, message_.marks().hex);
    if (!message) return fail(route_.where + " to " + of_.routes[route].name + ": " + message.error().expected);
    follow_inside(route, *message, false);
}

void passage::follow_inside(std::uint16_t route, const hl7::message& message, bool as_received) {
    auto& failures = of_.made.failures;
    const auto before = failures.size();
    passage inside{of_, route, message, when_};
    inside.part_ = part_;
    inside.as_received_ = as_received;
    inside.follow();
    if (failures.size() != before)
        failures.back().text += ", in route '" + of_.routes[route].name + "' to which '" + route_.name + "' hands on";
}

void passage::copy_for(std::uint16_t output) {
    if (auto why = made_for(output, scope_of(as_it_is())))
        of_.made.failures.push_back({number_, route_.where + " to " + of_.outputs[output].name + ": " + *why});
    else if (in_trouble())
        fail(route_.where + " to: ");
}

std::optional<std::string> passage::made_for(std::uint16_t output, const path::scope& at) {
    output_copy made{output, number_, std::nullopt, keys_of(output, at)};
    const auto& wants = of_.outputs[output].wants;
    if (!wants.plain()) {
        auto content = make(wants, at);
        if (!content) return std::move(content.error());
        made.body = std::move(content->body);
        made.attributes = std::move(content->attributes);
    }
    if (!wants.body && !as_received()) {
        made.body = copy_ ? copy_->bytes() : std::string{message_.bytes()};
        made.hl7 = true;
    }
    if (!wants.body && wants.in.set != nullptr) {
        auto other =
            recode(made.body ? std::move(*made.body) : std::string{message_.bytes()}, message_.marks().hex, wants.in);
        if (!other) return std::move(other.error());
        made.body = std::move(other->text);
        made.hl7 = true;
        made.set = wants.in.set;
        made.lost = other->lost;
    }
    of_.made.copies.push_back(std::move(made));
    return std::nullopt;
}

// Every value of every key path. One more than a delivery can wait for says as much as a million more.
std::vector<std::string> passage::keys_of(std::uint16_t output, const path::scope& at) const {
    std::vector<std::string> out;
    for (const auto& key : of_.outputs[output].keys) {
        for (auto& value : path::read_all(key, at, path::reach::every_match)) {
            if (out.size() > vagus::limits::keys_per_delivery) return out;
            if (!value.empty() && std::ranges::find(out, value) == out.end()) out.push_back(std::move(value));
        }
    }
    return out;
}

path::scope passage::scope_of(const hl7::document& read) {
    path::scope at{read, of_.cost};
    at.when = &when_;
    return at;
}

std::string passage::trouble() const {
    return of_.cost.spent() ? std::string{budget_spent} : of_.cost.failure();
}

void passage::fail(const std::string& where) {
    of_.made.failures.push_back({number_, where + (in_trouble() ? trouble() : std::string{})});
}

void passage::tell(std::string step, std::string outcome, std::vector<read_value> asked) const {
    of_.trace({.route = number_,
               .step = std::move(step),
               .where = route_.where,
               .outcome = std::move(outcome),
               .part = part_,
               .now = as_it_is(),
               .begins = true,
               .asked = std::move(asked),
               .looked_up = when_.heard ? std::exchange(*when_.heard, {}) : path::look_ups{}});
}

void passage::tell(std::string step, bool holds, const expr::expression& condition) const {
    if (in_trouble()) return tell(std::move(step), "failed: " + trouble());
    path::budget own{limits::elements_per_route};
    path::scope here{as_it_is(), own};
    here.when = &when_;
    auto why = holds ? not_so{"yes", {}} : why_not(condition, here);
    tell(std::move(step), std::move(why.words), std::move(why.asked));
}

// Of a place that every copy goes to, as it is, there is nothing to tell.
void passage::tell(const bound_destination& to, bool wanted) const {
    if (!to.when.root && to.own.empty() && !to.route) return;
    const auto name = to.route ? "route " + of_.routes[*to.route].name : of_.outputs[to.output].name;
    tell("to " + name, wanted, to.when);
}

} // namespace vagus::routes
