// Functions on numbers.
#include "parsers/expr/functions/arguments.hpp"

#include "parsers/expr/decimal.hpp"
#include "parsers/expr/numbers.hpp"

namespace vagus::expr {
namespace {

using path::scope;
using path::value;

made_value number_of(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    if (nothing(text)) return value{};
    auto digits = plain_number(text.view());
    if (!digits) return because("not a number");
    return value{std::move(*digits)};
}

made_value is_number(const call& of, const scope& at) {
    return condition(plain_number(argument(of, 0, at).view()).has_value());
}

made_value round(const call& of, const scope& at) {
    const auto number = argument(of, 0, at);
    if (number.empty()) return value{};
    std::size_t places = 0;
    if (of.arguments.size() == 2) {
        const auto wanted = whole_number(argument(of, 1, at).view());
        if (!wanted) return fail(wanted.error());
        places = *wanted;
    }
    auto made = rounded(number.view(), places);
    if (!made) return fail(made.error());
    return value{std::move(*made)};
}

constexpr std::array all{
    function{
        .name = "number", .form = "number(TEXT)", .least = 1, .most = 1, .gives = kind::number, .apply = number_of},
    function{.name = "is_number",
             .form = "is_number(TEXT)",
             .least = 1,
             .most = 1,
             .gives = kind::condition,
             .apply = is_number},
    function{.name = "round",
             .form = "round(number(OBX-5), 2)",
             .least = 1,
             .most = 2,
             .arguments = {takes::number, takes::number},
             .gives = kind::number,
             .apply = round},
};

} // namespace

std::span<const function> number_functions() {
    return all;
}

} // namespace vagus::expr
