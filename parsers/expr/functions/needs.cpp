// The function on what other systems answered about the message.
#include "parsers/expr/functions/arguments.hpp"

#include "parsers/path/needs.hpp"

namespace vagus::expr {
namespace {

using path::scope;
using path::value;

made_value need(const call& of, const scope& at) {
    if (at.when == nullptr || at.when->asked == nullptr) return because("nothing is asked for here");
    auto found =
        at.when->asked->value(std::get<text>(of.arguments[0]->what).value, std::get<text>(of.arguments[1]->what).value);
    if (!found) return because(found.error());
    return value{std::move(*found)};
}

constexpr std::array all{
    function{.name = "need",
             .form = "need('NEED', '/patient/id')",
             .least = 2,
             .most = 2,
             .arguments = {takes::name, takes::name},
             .apply = need},
};

} // namespace

std::span<const function> need_functions() {
    return all;
}

} // namespace vagus::expr
