#include "engine/app/mirth/expression_reader.hpp"

#include "engine/app/mirth/limits.hpp"
#include "engine/app/mirth/words.hpp"

#include <utility>

namespace vagus::mirth {
namespace {

using sort = formula::sort;
using binding = formula::binding;
using what = token::what;

formula text_formula(std::string text) {
    return {.is = sort::text, .holds = binding::tight, .text = std::move(text), .literal = {}};
}

// RE2 takes every other letter as it is.
std::string as_pattern(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view{"\\.+*?()|[]{}^$"}.contains(c)) out += '\\';
        out += c;
    }
    return out;
}

} // namespace

formula truth_of(formula each) {
    if (each.is == sort::truth) return each;
    if (each.is != sort::text) throw unknown{};
    return {.is = sort::truth,
            .holds = binding::comparison,
            .text = wrapped(each, binding::tight) + " != ''",
            .literal = {}};
}

formula negated(const formula& condition) {
    return {.is = sort::truth,
            .holds = binding::negation,
            .text = "not " + wrapped(condition, binding::comparison),
            .literal = {}};
}

formula expression_reader::either() {
    if (++depth_ > limits::script_depth) throw unknown{};
    auto made = both();
    while (take_if("||")) {
        auto other = both();
        // Between texts it means "or else this one".
        if (made.is == sort::text && other.is == sort::text)
            made = {.is = sort::text,
                    .holds = binding::otherwise,
                    .text = wrapped(made, binding::otherwise) + " else " + wrapped(other, binding::any),
                    .literal = {}};
        else
            made = {.is = sort::truth,
                    .holds = binding::any,
                    .text = wrapped(truth_of(made), binding::any) + " or " + wrapped(truth_of(other), binding::any),
                    .literal = {}};
    }
    --depth_;
    return made;
}

formula expression_reader::both() {
    auto made = comparison();
    while (take_if("&&"))
        made = {.is = sort::truth,
                .holds = binding::all,
                .text = wrapped(truth_of(made), binding::all) + " and " + wrapped(truth_of(comparison()), binding::all),
                .literal = {}};
    return made;
}

formula expression_reader::comparison() {
    if (take_if("!")) {
        const auto made = operand();
        if (position_) throw unknown{};
        return negated(truth_of(made));
    }
    auto left = sum();
    for (const std::string_view each : {"===", "!==", "==", "!=", "<=", ">=", "<", ">"}) {
        if (!take_if(each)) continue;
        return compared(left, each.starts_with("==") ? "==" : each.starts_with("!=") ? "!=" : each, sum());
    }
    if (position_) throw unknown{};
    return left;
}

formula expression_reader::compared(const formula& left, std::string_view how, const formula& right) {
    if (position_) return found(how, right);
    const bool order = how != "==" && how != "!=";
    if (left.is != right.is || left.is == sort::truth || (order && left.is != sort::number)) throw unknown{};
    if (left.is == sort::text && left.literal && right.literal) throw unknown{};
    return {.is = sort::truth,
            .holds = binding::comparison,
            .text = wrapped(left, binding::tight) + " " + std::string{how} + " " + wrapped(right, binding::tight),
            .literal = {}};
}

formula expression_reader::found(std::string_view how, const formula& right) {
    const auto asked = std::exchange(position_, std::nullopt);
    const bool minus_one = right.text == "-1";
    const bool zero = right.text == "0";
    const bool in = (minus_one && (how == "!=" || how == ">")) || (zero && how == ">=");
    const bool out = (minus_one && how == "==") || (zero && how == "<");
    if (!in && !out) throw unknown{};
    return in ? *asked : negated(*asked);
}

formula expression_reader::sum() {
    auto made = operand();
    while (take_if("+")) {
        if (position_) throw unknown{};
        const auto other = operand();
        if (position_ || made.is != sort::text || other.is != sort::text) throw unknown{};
        made = text_formula("concat(" + made.text + ", " + other.text + ")");
    }
    return made;
}

formula expression_reader::operand() {
    auto made = value();
    for (;;) {
        if (position_) return made;
        if (method("toString")) continue;
        if (made.is == sort::text && sign(".") && now(1).is == what::name)
            made = called(made);
        else
            return made;
    }
}

formula expression_reader::called(const formula& of) {
    const auto subject = of.text;
    const auto call = [&](std::string_view function, const std::string& more = {}) {
        return text_formula(std::string{function} + "(" + subject + more + ")");
    };
    if (method("trim")) return call("trim");
    if (method("toUpperCase")) return call("upper");
    if (method("toLowerCase")) return call("lower");
    const auto matching = [&](const std::string& before, const std::string& after) {
        const auto pattern = in_quotes(before + as_pattern(text()) + after);
        expect(")");
        return formula{.is = sort::truth,
                       .holds = binding::comparison,
                       .text = wrapped(of, binding::tight) + " matches " + pattern,
                       .literal = {}};
    };
    if (method_with("indexOf")) {
        position_ = matching("", "");
        return of;
    }
    if (method_with("contains") || method_with("includes")) return matching("", "");
    if (method_with("startsWith")) return matching("^", "");
    if (method_with("endsWith")) return matching("", "$");
    if (method_with("equals")) {
        const auto other = in_quotes(text());
        expect(")");
        return {.is = sort::truth,
                .holds = binding::comparison,
                .text = wrapped(of, binding::tight) + " == " + other,
                .literal = {}};
    }
    if (method_with("substring")) {
        const auto from = number();
        const auto to = take_if(",") ? std::optional{number()} : std::nullopt;
        expect(")");
        if (to && *to <= from) throw unknown{};
        return call("substr", ", " + std::to_string(from + 1) + (to ? ", " + std::to_string(*to - from) : ""));
    }
    if (method_with("substr")) {
        const auto from = number();
        const auto length = take_if(",") ? std::optional{number()} : std::nullopt;
        expect(")");
        return call("substr", ", " + std::to_string(from + 1) + (length ? ", " + std::to_string(*length) : ""));
    }
    if (method_with("split")) {
        const auto between = in_quotes(text());
        expect(")");
        expect("[");
        const auto piece = number();
        expect("]");
        return call("split", ", " + between + ", " + std::to_string(piece + 1));
    }
    if (sign(".") && now(1).text == "length") {
        at_ += 2;
        auto made = call("length");
        made.is = sort::number;
        return made;
    }
    throw unknown{};
}

formula expression_reader::value() {
    if (take_if("(")) {
        auto made = either();
        expect(")");
        if (position_) throw unknown{};
        return made;
    }
    if (take_if("-")) {
        const auto count = number();
        return {.is = sort::number, .holds = binding::tight, .text = "-" + std::to_string(count), .literal = {}};
    }
    if (now().is == what::number)
        return {.is = sort::number, .holds = binding::tight, .text = std::to_string(number()), .literal = {}};
    if (now().is == what::text) {
        auto said = text();
        auto made = text_formula(in_quotes(said));
        made.literal = std::move(said);
        return made;
    }
    if (now().is != what::name) throw unknown{};
    if (now().text == "msg" || now().text == "tmp") {
        const auto path = field();
        lost_ = lost_ || (names_.received && names_.changed.reach(path));
        return text_formula(names_.received ? "received(" + path + ")" : path);
    }
    const auto name = words_[at_++].text;
    if (name == "true" || name == "false")
        return {.is = sort::truth, .holds = binding::tight, .text = name, .literal = {}};
    if (name == "String" && take_if("(")) {
        auto made = either();
        expect(")");
        if (made.is != sort::text) throw unknown{};
        return made;
    }
    if (name == "DateUtil" && method_with("getCurrentDate")) {
        const auto format = date_format(text());
        expect(")");
        if (!format) throw unknown{};
        return text_formula("now(" + in_quotes(*format) + ")");
    }
    if (name == "UUIDGenerator" && method("getUUID")) return text_formula("uuid()");
    if ((name == "$" || name == "$c" || name == "$co") && take_if("(")) return variable_in_brackets();
    if ((name == "channelMap" || name == "connectorMap") && method_with("get")) return variable_in_brackets();
    return variable(name);
}

formula expression_reader::variable_in_brackets() {
    const auto name = text();
    expect(")");
    return variable(name);
}

formula expression_reader::variable(const std::string& name) {
    const auto known = names_.variables.find(name);
    if (known == names_.variables.end()) throw unknown{};
    const bool gone = known->second.empty();
    if (gone && !names_.received) throw unknown{};
    lost_ = lost_ || gone;
    return text_formula(known->second);
}

} // namespace vagus::mirth
