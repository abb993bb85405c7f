// Functions that tell where an expression stands: in which turn, route and message.
#include "parsers/expr/functions/arguments.hpp"

namespace vagus::expr {
namespace {

using path::scope;
using path::value;

constexpr std::string_view not_known_here = "it is not known here";

made_value index(const call&, const scope& at) {
    if (at.inside == nullptr) return because(not_known_here);
    return value{std::to_string(at.inside->index)};
}
made_value position(const call&, const scope& at) {
    if (at.inside == nullptr) return because(not_known_here);
    const auto& loop = *at.inside;
    const auto segment = at.segment != path::nowhere ? at.segment : loop.groups->all()[loop.group].begin;
    return value{std::to_string(segment + 1)};
}

made_value reference(const call& of, const scope& at) {
    auto found = at.entries->find(argument(of, 0, at).view());
    if (found.empty()) return because("there is no such entry in this bundle: it was skipped, or never made");
    return value{std::move(found)};
}

made_value of_request(const call& of, const scope& at) {
    if (at.when == nullptr || at.when->request == nullptr) return because("what had been sent is not at hand any more");
    return evaluate(*of.arguments.front(), {*at.when->request, at.cost});
}

made_value received(const call& of, const scope& at) {
    if (at.when == nullptr || at.when->arrived == nullptr) return because(not_known_here);
    return evaluate(*of.arguments.front(), {*at.when->arrived, at.cost});
}

template <std::string_view path::occasion::* What> made_value known(const call&, const scope& at) {
    if (at.when == nullptr) return because(not_known_here);
    return value{at.when->*What};
}
made_value attempt(const call&, const scope& at) {
    if (at.when == nullptr) return because(not_known_here);
    return value{std::to_string(at.when->attempt)};
}

constexpr std::array all{
    function{.name = "index", .form = "index()", .gives = kind::number, .in_loops = true, .apply = index},
    function{.name = "position", .form = "position()", .gives = kind::number, .in_loops = true, .apply = position},
    function{.name = "ref", .form = "ref('ENTRY')", .least = 1, .most = 1, .with_entries = true, .apply = reference},
    function{.name = "request",
             .form = "request(PID-3.1)",
             .least = 1,
             .most = 1,
             .arguments = {takes::path},
             .of_request = true,
             .apply = of_request},
    function{.name = "received",
             .form = "received(PID-3.1)",
             .least = 1,
             .most = 1,
             .arguments = {takes::path},
             .apply = received},
    function{.name = "input", .form = "input()", .apply = known<&path::occasion::input>},
    function{.name = "route", .form = "route()", .apply = known<&path::occasion::route>},
    function{.name = "attempt", .form = "attempt()", .gives = kind::number, .apply = attempt},
};

} // namespace

std::span<const function> context_functions() {
    return all;
}

} // namespace vagus::expr
