// What a message's routes must ask of other systems before they work on it.
#include "parsers/expr/evaluate.hpp"
#include "parsers/expr/hash.hpp"
#include "routes/budget_spent.hpp"
#include "routes/compiled.hpp"
#include "routes/limits.hpp"
#include "routes/surroundings.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

std::string trouble_of(const path::budget& cost) {
    return cost.spent() ? std::string{budget_spent} : cost.failure();
}

request_key key_of(const question& of) {
    const auto beside = decode_attributes(of.attributes).value_or(attributes{});
    const auto target = value_of(beside, call_target);
    const auto whole = expr::sha256(encode(attributes{{of.call, std::string{target}}, {"body", of.body}}));
    request_key made{};
    std::copy_n(whole.begin(), made.size(), made.begin());
    return made;
}

bool holds(const expr::expression& condition, const path::scope& at) {
    return !condition.root || expr::holds(*condition.root, at);
}

} // namespace

void compiled::ask_for(std::uint16_t number, const hl7::message& message, const path::occasion& when,
                       std::vector<question>& into) const {
    const auto& route = routes_[number];
    path::budget cost{limits::elements_per_route};
    path::scope here{message.read(), cost};
    here.when = &when;
    if (!holds(route.match, here) || cost.failed() || cost.spent()) return; // run() says what was wrong
    for (std::size_t i = 0; i < route.needs.size(); ++i) {
        const auto& need = route.needs[i];
        question made{.route = number, .need = static_cast<std::uint16_t>(i), .name = need.name, .call = need.call};
        const bool wanted = holds(need.when, here);
        const bool in_trouble = cost.failed() || cost.spent();
        if (!wanted && !in_trouble) continue;
        auto request = in_trouble ? result<made_content, std::string>{fail(trouble_of(cost))}
                                  : make(calls_[need.number].wants, here);
        if (request && (cost.failed() || cost.spent())) request = fail(trouble_of(cost));
        if (request) {
            made.attributes = std::move(request->attributes);
            made.body = std::move(request->body).value_or(std::string{});
            made.key = key_of(made);
        } else {
            made.wrong = std::move(request.error());
        }
        cost.forgive();
        into.push_back(std::move(made));
    }
}

std::vector<question> compiled::questions(const hl7::message& message, const circumstances& at,
                                          std::string_view only) const {
    std::vector<question> all;
    if (!asks_) return all;
    plan nothing; // takes what conditions note
    surroundings around{message, at, local_.get(), nothing};
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        const auto& route = routes_[i];
        if (route.needs.empty()) continue;
        if (only.empty() ? std::ranges::find(route.inputs, at.input) == route.inputs.end() : route.name != only)
            continue;
        around.when.route = route.name;
        ask_for(static_cast<std::uint16_t>(i), message, around.when, all);
    }
    return all;
}

} // namespace vagus::routes
