// The road of one message through the rules. Each route works on its own copy; a failure ends its route, not the
// others.
#include "base/limits.hpp"
#include "parsers/expr/evaluate.hpp"
#include "parsers/path/read.hpp"
#include "routes/budget_spent.hpp"
#include "routes/compiled.hpp"
#include "routes/limits.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace vagus::routes {
namespace {

bool holds(const expr::expression& condition, const path::scope& at) {
    return !condition.root || expr::holds(*condition.root, at);
}

// One route on one message.
class passage {
  public:
    passage(const bound_route& by, std::uint16_t number, const std::vector<bound_output>& outputs,
            const hl7::message& message, const path::occasion& when, const listener& trace, plan& into)
        : route_{by}
        , number_{number}
        , outputs_{outputs}
        , message_{message}
        , when_{when}
        , trace_{trace}
        , plan_{into} {}

    // A route goes to all of its outputs or to none.
    void run() {
        const auto copies = plan_.copies.size();
        const auto failures = plan_.failures.size();
        follow();
        if (plan_.failures.size() == failures) return;
        plan_.copies.resize(copies);
        if (!plan_.failures.back().rejects) hand_over_failed();
    }

  private:
    void follow() {
        const bool matches = holds(route_.match, scope_of(message_.read()));
        if (trace_) tell("match", route_.where, matches ? "yes" : "not so: " + route_.match.source);
        if (in_trouble()) return fail(route_.where + " match: ");
        if (!matches) return;
        plan_.matched.push_back(number_);
        if (!route_.steps.empty() && !run_steps()) return;
        hand_over();
    }

    // False: the route ends here, and why is in the plan.
    bool run_steps() {
        copy_.emplace(message_);
        return run(route_.steps);
    }

    bool run(const block& steps) {
        named_values names;
        arrangement groups{*copy_, *route_.says};
        const std::function<std::optional<std::string>(std::uint16_t)> send = [this](std::uint16_t output) {
            return sent(output);
        };
        auto end = steps.run({.copy = *copy_,
                              .cost = cost_,
                              .says = *route_.says,
                              .when = when_,
                              .made = plan_,
                              .route = number_,
                              .names = names,
                              .groups = groups,
                              .trace = trace_,
                              .send = send});
        if (end.go == verdict::way::on) return true;
        if (end.go == verdict::way::drop)
            plan_.drops.push_back({number_, std::move(end.why)});
        else
            plan_.failures.push_back(
                {number_, std::move(end.why), end.go == verdict::way::reject, std::move(end.faults)});
        return false;
    }

    std::optional<std::string> sent(std::uint16_t output) {
        if (++sends_ > limits::sends_per_message)
            return "send_to makes at most " + std::to_string(limits::sends_per_message) + " copies of one message";
        cost_.spend(as_it_is().segments.size());
        return made_for(output, scope_of(as_it_is()));
    }

    void hand_over() {
        const auto failures = plan_.failures.size();
        for (const auto& to : route_.to) {
            const bool wanted = holds(to.when, scope_of(as_it_is()));
            if (in_trouble()) fail(route_.where + " to: ");
            if (wanted && plan_.failures.size() == failures) hand_to(to);
            if (plan_.failures.size() != failures) return;
        }
    }

    // As it was received, whatever was wrong: what cannot be made of it is a warning.
    void hand_over_failed() {
        for (const auto output : route_.on_failure) {
            copy_.reset();
            cost_ = path::budget{limits::elements_per_route};
            const auto copies = plan_.copies.size();
            auto why = made_for(output, scope_of(message_.read()));
            if (!why && in_trouble()) why = cost_.spent() ? std::string{budget_spent} : cost_.failure();
            if (!why) continue;
            plan_.copies.resize(copies);
            plan_.warnings.push_back(
                {number_, route_.where + " on_failure to " + outputs_[output].name + ": " + std::move(*why)});
        }
    }

    void hand_to(const bound_destination& to) {
        if (to.own.empty()) return copy_for(to.output);
        if (!copy_) copy_.emplace(message_);
        auto before = copy_->save();
        cost_.spend(message_.segments().size());
        if (run(to.own)) copy_for(to.output);
        copy_->restore(std::move(before));
    }

    void copy_for(std::uint16_t output) {
        if (auto why = made_for(output, scope_of(as_it_is())))
            plan_.failures.push_back({number_, route_.where + " to " + outputs_[output].name + ": " + *why});
        else if (in_trouble())
            fail(route_.where + " to: ");
    }

    [[nodiscard]] hl7::document as_it_is() const { return copy_ ? copy_->read() : message_.read(); }

    std::optional<std::string> made_for(std::uint16_t output, const path::scope& at) {
        output_copy made{output, number_, std::nullopt, keys_of(output, at)};
        const auto& wants = outputs_[output].wants;
        if (!wants.plain()) {
            auto content = make(wants, at);
            if (!content) return std::move(content.error());
            made.body = std::move(content->body);
            made.attributes = std::move(content->attributes);
        }
        if (!wants.body && copy_ && copy_->changed()) {
            made.body = copy_->bytes();
            made.hl7 = true;
        }
        if (!wants.body && wants.in.set != nullptr) {
            auto other = recode(made.body ? std::move(*made.body) : std::string{message_.bytes()}, message_.marks().hex,
                                wants.in);
            if (!other) return std::move(other.error());
            made.body = std::move(other->text);
            made.hl7 = true;
            made.set = wants.in.set;
            made.lost = other->lost;
        }
        plan_.copies.push_back(std::move(made));
        return std::nullopt;
    }

    // Every value of every key path. One more than a delivery can wait for says as much as a million more.
    std::vector<std::string> keys_of(std::uint16_t output, const path::scope& at) const {
        std::vector<std::string> out;
        for (const auto& key : outputs_[output].keys) {
            for (auto& value : path::read_all(key, at, path::reach::every_match)) {
                if (out.size() > vagus::limits::keys_per_delivery) return out;
                if (!value.empty() && std::ranges::find(out, value) == out.end()) out.push_back(std::move(value));
            }
        }
        return out;
    }

    [[nodiscard]] path::scope scope_of(const hl7::document& read) {
        path::scope at{read, cost_};
        at.when = &when_;
        return at;
    }

    // What the expressions said may not be trusted.
    [[nodiscard]] bool in_trouble() const { return cost_.spent() || cost_.failed(); }
    void fail(const std::string& where) {
        plan_.failures.push_back({number_, where + (cost_.spent() ? std::string{budget_spent} : cost_.failure())});
    }
    void tell(const std::string& step, const std::string& where, std::string outcome) const {
        trace_({number_, step, where, std::move(outcome)});
    }

    const bound_route& route_;
    std::uint16_t number_;
    const std::vector<bound_output>& outputs_;
    const hl7::message& message_;
    const path::occasion& when_;
    const listener& trace_;
    plan& plan_;
    path::budget cost_{limits::elements_per_route};
    std::optional<hl7::draft> copy_; // when there are steps
    std::size_t sends_ = 0;
};

// What all routes know of a message besides what it says. It lives where it was made.
struct surroundings {
    hl7::document arrived;
    std::optional<hl7::document> request;
    path::occasion when;

    surroundings(const hl7::message& message, const circumstances& at, const zones::zone* local)
        : arrived{message.read()} {
        if (at.request != nullptr) request = at.request->read();
        when = {.now = std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{at.received}},
                .local = local,
                .arrived = &arrived,
                .request = request ? &*request : nullptr,
                .input = at.input,
                .attempt = at.attempt};
    }
    surroundings(const surroundings&) = delete;
    surroundings& operator=(const surroundings&) = delete;

    [[nodiscard]] const path::occasion& in(const bound_route& route) {
        when.route = route.name;
        return when;
    }
};

} // namespace

compiled::compiled(std::vector<bound_route> routes, std::vector<bound_output> outputs, bodies_by_name all_bodies,
                   std::shared_ptr<const zones::zone> local)
    : local_{std::move(local)}
    , routes_{std::move(routes)}
    , outputs_{std::move(outputs)}
    , bodies_{std::move(all_bodies)} {
    for (const auto& output : outputs_) output_names_.push_back(output.name);
    for (const auto& route : routes_) route_names_.push_back(route.name);
}

plan compiled::run(const hl7::message& message, const circumstances& at, const listener& trace) const {
    plan made;
    surroundings around{message, at, local_.get()};
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        if (std::ranges::find(routes_[i].inputs, at.input) == routes_[i].inputs.end()) continue;
        passage{routes_[i], static_cast<std::uint16_t>(i), outputs_, message, around.in(routes_[i]), trace, made}.run();
    }
    return made;
}

plan compiled::run_route(std::string_view route, const hl7::message& message, const circumstances& at) const {
    plan made;
    surroundings around{message, at, local_.get()};
    auto found = std::ranges::find(route_names_, route);
    if (found == route_names_.end()) return made;
    auto i = static_cast<std::size_t>(found - route_names_.begin());
    passage{routes_[i], static_cast<std::uint16_t>(i), outputs_, message, around.in(routes_[i]), {}, made}.run();
    return made;
}

result<std::string, std::string> compiled::make_body(std::string_view name, const hl7::message& message) const {
    const auto found = bodies_.find(name);
    if (found == bodies_.end()) {
        std::string known;
        for (const auto& each : bodies_) known += (known.empty() ? "" : ", ") + each.first;
        return vagus::fail("no body named '" + std::string{name} + "'; there are " + known);
    }
    path::budget cost{limits::elements_per_route};
    const surroundings around{message, {}, local_.get()};
    path::scope here{message.read(), cost};
    here.when = &around.when;
    return found->second->make(here);
}

} // namespace vagus::routes
