// Functions on what routes remember of earlier messages.
#include "parsers/expr/functions/arguments.hpp"

#include "parsers/expr/memory_key.hpp"

namespace vagus::expr {
namespace {

using path::scope;
using path::value;

made_value recall(const call& of, const scope& at) {
    if (at.when == nullptr || at.when->remembers == nullptr) return value{};
    const auto key = memory_key_of(key_parts(*of.arguments[1], at), std::get<text>(of.arguments[2]->what).value);
    return key ? value{at.when->remembers->recall(of.of_memory->number, *key)} : value{};
}

// Each route has prints of its own, one for each list that it asks about: what one route let pass says nothing of
// another that failed. Without a key nothing is like anything.
made_value unchanged(const call& of, const scope& at) {
    if (at.when == nullptr || at.when->remembers == nullptr) return condition(false);
    auto what = std::string{at.when->route} + " unchanged " + to_text(*of.arguments[1]); // a name has no blank
    const auto key = memory_key_of(key_parts(of.of_memory->key, at), what);
    return condition(key && at.when->remembers->same(of.of_memory->number, *key, print_of(*of.arguments[1], at)));
}

constexpr std::array all{
    function{.name = "recall",
             .form = "recall('MEMORY', ORC-2.1, 'NAME')",
             .least = 3,
             .most = 3,
             .arguments = {takes::name, takes::key, takes::name},
             .of_memory = true,
             .apply = recall},
    function{.name = "unchanged",
             .form = "unchanged('MEMORY', [PID-5, PID-11])",
             .least = 2,
             .most = 2,
             .arguments = {takes::name, takes::list},
             .gives = kind::condition,
             .of_memory = true,
             .apply = unchanged},
};

} // namespace

std::span<const function> memory_functions() {
    return all;
}

} // namespace vagus::expr
