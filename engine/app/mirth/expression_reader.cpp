#include "engine/app/mirth/expression_reader.hpp"

#include "engine/app/mirth/limits.hpp"
#include "engine/app/mirth/words.hpp"

#include <charconv>
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

bool expression_reader::take_if(std::string_view text) {
    if (!sign(text)) return false;
    ++at_;
    return true;
}

void expression_reader::expect(std::string_view text) {
    if (!take_if(text)) throw unknown{};
}

bool expression_reader::word(std::string_view text) {
    if (now().is != what::name || now().text != text) return false;
    ++at_;
    return true;
}

std::string expression_reader::text() {
    if (now().is != what::text) throw unknown{};
    return words_[at_++].text;
}

std::size_t expression_reader::number() {
    std::size_t out = 0;
    const auto& digits = now().text;
    if (now().is != what::number || digits.size() > 6) throw unknown{};
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
    ++at_;
    return out;
}

bool expression_reader::method(std::string_view name) {
    if (!sign(".") || now(1).is != what::name || now(1).text != name || !sign("(", 2)) return false;
    if (!sign(")", 3)) return false;
    at_ += 4;
    return true;
}

bool expression_reader::method_with(std::string_view name) {
    if (!sign(".") || now(1).is != what::name || now(1).text != name || !sign("(", 2)) return false;
    at_ += 3;
    return true;
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
        const auto pattern = quoted(before + as_pattern(text()) + after);
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
        const auto other = quoted(text());
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
        const auto between = quoted(text());
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
        auto made = text_formula(quoted(said));
        made.literal = std::move(said);
        return made;
    }
    if (now().is != what::name) throw unknown{};
    if (now().text == "msg" || now().text == "tmp") {
        const auto path = field();
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
        return text_formula("now(" + quoted(*format) + ")");
    }
    if (name == "UUIDGenerator" && method("getUUID")) return text_formula("uuid()");
    if ((name == "$" || name == "$c" || name == "$co") && take_if("(")) return variable();
    if ((name == "channelMap" || name == "connectorMap") && method_with("get")) return variable();
    const auto known = names_.variables.find(name);
    if (known == names_.variables.end()) throw unknown{};
    return text_formula(known->second);
}

formula expression_reader::variable() {
    const auto known = names_.variables.find(text());
    expect(")");
    if (known == names_.variables.end()) throw unknown{};
    return text_formula(known->second);
}

std::string expression_reader::field() {
    if (!word("msg") && !word("tmp")) throw unknown{};
    const auto named = segment();
    auto path = named + place();
    auto before = named;
    for (const auto* between : {"-", ".", "."}) {
        if (!sign("[") || now(1).is != what::text) break;
        const auto name = key();
        const auto last = name.rfind('.');
        if (last == std::string::npos || name.substr(0, last) != before) throw unknown{};
        const auto digits = name.substr(last + 1);
        if (digits.empty() || digits.size() > 3 || digits[0] == '0' ||
            digits.find_first_not_of("0123456789") != std::string::npos)
            throw unknown{};
        path += between + digits;
        before = name;
        const auto which = place();
        if (*between == '-')
            path += which;
        else if (!which.empty() && which != "[1]")
            throw unknown{}; // components do not repeat
    }
    if (before == named) throw unknown{};
    return path;
}

std::string expression_reader::segment() {
    auto name = key();
    if (name.size() != 3 || name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != std::string::npos)
        throw unknown{};
    return name;
}

std::string expression_reader::key() {
    expect("[");
    auto name = text();
    expect("]");
    return name;
}

std::string expression_reader::place() {
    if (!sign("[") || now(1).is != what::number) return {};
    ++at_;
    const auto made = "[" + std::to_string(number() + 1) + "]";
    expect("]");
    return made;
}

} // namespace vagus::mirth
