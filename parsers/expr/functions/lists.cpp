// Functions on lists and on all occurrences of something, and those that choose.
#include "parsers/expr/functions/arguments.hpp"

#include "parsers/expr/occurrences.hpp"
#include "parsers/path/read.hpp"

namespace vagus::expr {
namespace {

using path::scope;
using path::value;

// Pieces of a text, as many as there may be segments.
constexpr std::size_t pieces_limit = 1'000'000;

made_value join(const call& of, const scope& at) {
    const auto between = argument(of, 1, at).take();
    std::string out;
    for (const auto& each : evaluate_list(*of.arguments.front(), at)) {
        if (each.empty() || each == hl7_null) continue;
        if (!out.empty()) out += between;
        out += each;
        if (out.size() > made_text_limit) return because(too_much_text);
    }
    return value{std::move(out)};
}

made_value count(const call& of, const scope& at) {
    std::size_t n = 0;
    const auto* what = std::get_if<element>(&of.arguments.front()->what);
    const bool of_all = what && !path::is_list(what->what) && !what->what.component;
    if (of.arguments.size() == 2 || of_all) { // an empty field has none
        each_occurrence(*of.arguments.front(), at, [&](const scope& here) {
            n += of.arguments.size() == 1 || holds(*of.arguments[1], here) ? 1U : 0U;
            return true;
        });
        return value{std::to_string(n)};
    }
    if (what == nullptr) return value{std::to_string(evaluate_list(*of.arguments.front(), at).size())};
    const auto far = path::is_list(what->what) ? path::reach::as_written : path::reach::every_match;
    return value{std::to_string(path::read_all(what->what, at, far).size())};
}

template <bool Wanted> bool there_is(const call& of, const scope& at) {
    bool found = false;
    each_occurrence(*of.arguments.front(), at, [&](const scope& here) {
        found = holds(*of.arguments[1], here) == Wanted;
        return !found;
    });
    return found;
}
made_value any(const call& of, const scope& at) {
    return condition(there_is<true>(of, at));
}
made_value all_of_them(const call& of, const scope& at) {
    return condition(!there_is<false>(of, at));
}

made_list map_each(const call& of, const scope& at) {
    std::vector<std::string> out;
    each_occurrence(*of.arguments.front(), at, [&](const scope& here) {
        out.push_back(evaluate(*of.arguments[1], here).take());
        return true;
    });
    return out;
}

constexpr std::string_view nothing_to_split_at = "what is to be split at is empty";

made_list pieces(const call& of, const scope& at) {
    const auto text = argument(of, 0, at).take();
    const auto between = argument(of, 1, at).take();
    if (between.empty()) return because(nothing_to_split_at);
    std::vector<std::string> out;
    for (std::size_t from = 0; !text.empty();) {
        if (out.size() == pieces_limit) return because("more than 1,000,000 pieces");
        const auto found = text.find(between, from);
        out.push_back(text.substr(from, found - from));
        if (found == std::string::npos) break;
        from = found + between.size();
    }
    return out;
}

made_value piece(const call& of, const scope& at) {
    const auto wanted = whole_number(argument(of, 2, at).view());
    if (!wanted) return fail(wanted.error());
    if (*wanted == 0) return because("pieces count from 1");
    auto all = pieces(of, at);
    if (!all) return fail(all.error());
    return *wanted <= all->size() ? value{std::move((*all)[*wanted - 1])} : value{};
}

made_value choose(const call& of, const scope& at) {
    return argument(of, holds(*of.arguments.front(), at) ? 1 : 2, at);
}

made_value first(const call& of, const scope& at) {
    for (const auto& each : of.arguments)
        if (auto found = evaluate(*each, at); !found.empty()) return found;
    return value{};
}

constexpr std::size_t many = 64;

constexpr std::array all{
    function{.name = "join",
             .form = "join(OBX-5[*], ', ')",
             .least = 2,
             .most = 2,
             .arguments = {takes::list, takes::text},
             .apply = join},
    function{.name = "split",
             .form = "split(TEXT, 'BETWEEN', NUMBER)",
             .least = 2,
             .most = 3,
             .arguments = {takes::text, takes::text, takes::number},
             .gives = kind::list,
             .other_from = 3,
             .apply = piece,
             .apply_list = pieces},
    function{.name = "count",
             .form = "count(PID-3[*]), or count(OBX, -8 == 'H')",
             .least = 1,
             .most = 2,
             .arguments = {takes::counted, takes::asked},
             .gives = kind::number,
             .apply = count},
    function{.name = "any",
             .form = "any(OBX, -8 == 'H')",
             .least = 2,
             .most = 2,
             .arguments = {takes::each, takes::asked},
             .gives = kind::condition,
             .apply = any},
    function{.name = "all",
             .form = "all(PID-3, .5 != '')",
             .least = 2,
             .most = 2,
             .arguments = {takes::each, takes::asked},
             .gives = kind::condition,
             .apply = all_of_them},
    function{.name = "map_each",
             .form = "map_each(PID-3, upper(.1))",
             .least = 2,
             .most = 2,
             .arguments = {takes::each, takes::told},
             .gives = kind::list,
             .apply_list = map_each},
    function{.name = "if",
             .form = "if(PID-8 == 'F', 'female', 'other')",
             .least = 3,
             .most = 3,
             .arguments = {takes::condition, takes::answer, takes::answer},
             .gives_answer = true,
             .apply = choose},
    function{.name = "first",
             .form = "first(PID-3.1, PID-2.1)",
             .least = 2,
             .most = many,
             .arguments = {takes::answer, takes::answer, takes::answer, takes::answer},
             .gives_answer = true,
             .apply = first},
};

} // namespace

std::span<const function> list_functions() {
    return all;
}

} // namespace vagus::expr
