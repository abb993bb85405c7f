#include "engine/app/mirth/script.hpp"

#include "engine/app/mirth/limits.hpp"
#include "engine/app/mirth/tokens.hpp"
#include "routes/reserved_names.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace vagus::mirth {
namespace {

using sort = formula::sort;
using binding = formula::binding;
using what = token::what;

// Nothing that a script holds is half understood: whoever meets something else throws this, and nobody carries it.
struct unknown {};

formula text_formula(std::string text) {
    return {.is = sort::text, .holds = binding::tight, .text = std::move(text), .literal = {}};
}

formula truth_of(formula each) {
    if (each.is == sort::truth) return each;
    if (each.is != sort::text) throw unknown{};
    return {.is = sort::truth,
            .holds = binding::comparison,
            .text = wrapped(each, binding::tight) + " != ''",
            .literal = {}};
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

class reader {
  public:
    reader(std::vector<token> words, const scope& names)
        : words_{std::move(words)}
        , names_{names} {}

    formula whole() {
        auto made = either();
        take_if(";");
        if (now().is != what::end) throw unknown{};
        return made;
    }

    // return EXPR;  or  if (COND) return true; [else] return false;
    formula filter() {
        formula made;
        if (word("if")) {
            expect("(");
            made = truth_of(either());
            expect(")");
            const bool taken = returned();
            if (word("else")) {
                if (returned() == taken) throw unknown{};
            } else if (now().is == what::end || returned() == taken) {
                throw unknown{}; // falls off its end: nothing is returned, which takes no message
            }
            if (!taken) made = negated(std::move(made));
        } else {
            if (!word("return")) throw unknown{};
            made = truth_of(either());
            take_if(";");
        }
        if (now().is != what::end) throw unknown{};
        return made;
    }

    std::string path() {
        const auto made = field();
        method("toString");
        if (now().is != what::end) throw unknown{};
        return made;
    }

    std::vector<deed> deeds() {
        std::vector<deed> out;
        while (now().is != what::end) statement(out, true);
        return out;
    }

  private:
    const token& now(std::size_t ahead = 0) const { return words_[std::min(at_ + ahead, words_.size() - 1)]; }
    bool sign(std::string_view text, std::size_t ahead = 0) const {
        return now(ahead).is == what::sign && now(ahead).text == text;
    }
    bool take_if(std::string_view text) {
        if (!sign(text)) return false;
        ++at_;
        return true;
    }
    void expect(std::string_view text) {
        if (!take_if(text)) throw unknown{};
    }
    bool word(std::string_view text) {
        if (now().is != what::name || now().text != text) return false;
        ++at_;
        return true;
    }
    std::string text() {
        if (now().is != what::text) throw unknown{};
        return words_[at_++].text;
    }
    std::size_t number() {
        std::size_t out = 0;
        const auto& digits = now().text;
        if (now().is != what::number || digits.size() > 6) throw unknown{};
        std::from_chars(digits.data(), digits.data() + digits.size(), out);
        ++at_;
        return out;
    }
    // .name()
    bool method(std::string_view name) {
        if (!sign(".") || now(1).is != what::name || now(1).text != name || !sign("(", 2)) return false;
        if (!sign(")", 3)) return false;
        at_ += 4;
        return true;
    }
    // .name(
    bool method_with(std::string_view name) {
        if (!sign(".") || now(1).is != what::name || now(1).text != name || !sign("(", 2)) return false;
        at_ += 3;
        return true;
    }
    bool returned() {
        const bool braced = take_if("{");
        if (!word("return")) throw unknown{};
        const bool made = word("true");
        if (!made && !word("false")) throw unknown{};
        take_if(";");
        if (braced) expect("}");
        return made;
    }

    static formula negated(formula each) {
        return {.is = sort::truth,
                .holds = binding::negation,
                .text = "not " + wrapped(each, binding::comparison),
                .literal = {}};
    }

    formula either() {
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
    formula both() {
        auto made = comparison();
        while (take_if("&&"))
            made = {.is = sort::truth,
                    .holds = binding::all,
                    .text =
                        wrapped(truth_of(made), binding::all) + " and " + wrapped(truth_of(comparison()), binding::all),
                    .literal = {}};
        return made;
    }
    formula comparison() {
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

    // `left` is what was read first: a position of indexOf asks for the whole comparison.
    formula compared(const formula& left, std::string_view how, const formula& right) {
        if (position_) return found(how, right);
        const bool order = how != "==" && how != "!=";
        if (left.is != right.is || left.is == sort::truth || (order && left.is != sort::number)) throw unknown{};
        if (left.is == sort::text && left.literal && right.literal) throw unknown{};
        return {.is = sort::truth,
                .holds = binding::comparison,
                .text = wrapped(left, binding::tight) + " " + std::string{how} + " " + wrapped(right, binding::tight),
                .literal = {}};
    }
    // x.indexOf('y') != -1, and the other ways to say it.
    formula found(std::string_view how, const formula& right) {
        const auto asked = std::exchange(position_, std::nullopt);
        const bool minus_one = right.text == "-1";
        const bool zero = right.text == "0";
        const bool in = (minus_one && (how == "!=" || how == ">")) || (zero && how == ">=");
        const bool out = (minus_one && how == "==") || (zero && how == "<");
        if (!in && !out) throw unknown{};
        return in ? *asked : negated(*asked);
    }
    formula sum() {
        auto made = operand();
        while (take_if("+")) {
            if (position_) throw unknown{};
            const auto other = operand();
            if (position_ || made.is != sort::text || other.is != sort::text) throw unknown{};
            made = text_formula("concat(" + made.text + ", " + other.text + ")");
        }
        return made;
    }

    formula operand() {
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

    // A method or property of a text.
    formula called(const formula& of) {
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

    formula value() {
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
    formula variable() {
        const auto known = names_.variables.find(text());
        expect(")");
        if (known == names_.variables.end()) throw unknown{};
        return text_formula(known->second);
    }

    // From `msg` on: segment, field, component, subcomponent, each with its place among its like.
    std::string field() {
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
    std::string segment() {
        auto name = key();
        if (name.size() != 3 || name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != std::string::npos)
            throw unknown{};
        return name;
    }
    std::string key() {
        expect("[");
        auto name = text();
        expect("]");
        return name;
    }
    std::string place() {
        if (!sign("[") || now(1).is != what::number) return {};
        ++at_;
        const auto made = "[" + std::to_string(number() + 1) + "]";
        expect("]");
        return made;
    }

    void end_of_statement() {
        if (!take_if(";") && now().is != what::end && !sign("}") && !now().first) throw unknown{};
    }
    void block(std::vector<deed>& out) {
        if (!take_if("{")) return statement(out, false);
        while (!take_if("}")) {
            if (now().is == what::end) throw unknown{};
            statement(out, false);
        }
    }
    // A variable that is named inside of a branch would end with it here, and in JavaScript it does not.
    void statement(std::vector<deed>& out, bool may_name) {
        if (take_if(";")) return;
        if (word("if")) {
            if (++depth_ > limits::script_depth) throw unknown{};
            deed made{.is = deed::what::branch, .to = {}, .called = {}, .value = {}, .then = {}, .otherwise = {}};
            expect("(");
            made.value = truth_of(either());
            expect(")");
            block(made.then);
            if (word("else")) block(made.otherwise);
            --depth_;
            return out.push_back(std::move(made));
        }
        if (word("delete")) {
            deed made{.is = deed::what::erase, .to = {}, .called = {}, .value = {}, .then = {}, .otherwise = {}};
            made.to = sign("[", 1) && sign("]", 3) && !sign("[", 4) && word("msg") ? segment() : field();
            end_of_statement();
            return out.push_back(std::move(made));
        }
        if (word("var")) return name(out, may_name, now().is == what::name ? words_[at_++].text : throw unknown{}, "=");
        if ((now().text == "channelMap" || now().text == "connectorMap") && now().is == what::name) {
            ++at_;
            if (!method_with("put")) throw unknown{};
            return put(out, may_name);
        }
        if (now().is == what::name && (now().text == "$c" || now().text == "$co")) {
            ++at_;
            expect("(");
            return put(out, may_name);
        }
        deed made{.is = deed::what::set, .to = field(), .called = {}, .value = {}, .then = {}, .otherwise = {}};
        expect("=");
        made.value = text_value();
        end_of_statement();
        out.push_back(std::move(made));
    }
    void put(std::vector<deed>& out, bool may_name) {
        const auto called = text();
        name(out, may_name, called, ",");
        expect(")");
        end_of_statement();
    }
    void name(std::vector<deed>& out, bool may_name, const std::string& called, std::string_view before) {
        if (!may_name) throw unknown{};
        expect(before);
        deed made{.is = deed::what::let,
                  .to = variable_name(called),
                  .called = called,
                  .value = text_value(),
                  .then = {},
                  .otherwise = {}};
        if (before == "=") end_of_statement();
        names_.variables[called] = "$" + made.to;
        out.push_back(std::move(made));
    }
    formula text_value() {
        auto made = either();
        if (position_ || made.is != sort::text) throw unknown{};
        return made;
    }

    std::vector<token> words_;
    scope names_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::optional<formula> position_; // of indexOf: what it means that something is found
};

template <class T> std::optional<T> understood(std::string_view script, const scope& names, T (reader::*part)()) {
    auto words = tokens_of(script);
    if (!words) return std::nullopt;
    try {
        return (reader{std::move(*words), names}.*part)();
    } catch (const unknown&) {
        return std::nullopt;
    }
}

} // namespace

std::string wrapped(const formula& each, binding around) {
    return each.holds < around ? "(" + each.text + ")" : each.text;
}

std::optional<formula> formula_of(std::string_view script, const scope& names) {
    return understood(script, names, &reader::whole);
}

std::optional<formula> filter_of(std::string_view script, const scope& names) {
    return understood(script, names, &reader::filter);
}

std::string as_template(const formula& made) {
    // Bare, a text such as PID-3 would be taken for a path that lacks its hole.
    const bool bare = made.literal && made.literal->find_first_of("-$[/^~&|\\") == std::string::npos;
    return bare ? *made.literal : "${" + made.text + "}";
}

std::optional<std::string> path_of(std::string_view script) {
    return understood(script, {}, &reader::path);
}

std::optional<std::vector<deed>> deeds_of(std::string_view script, const scope& names) {
    return understood(script, names, &reader::deeds);
}

std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "''" : std::string{c};
    return out + "'";
}

std::string variable_name(std::string_view name) {
    std::string out;
    for (const char c : name) {
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        out += good ? c : '_';
    }
    if (out.empty() || (out[0] >= '0' && out[0] <= '9') || routes::is_reserved(out)) out = "v_" + out;
    return out.substr(0, limits::name);
}

std::optional<std::string> date_format(std::string_view java) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> parts{{
        {"yyyy", "%Y"},
        {"MM", "%m"},
        {"dd", "%d"},
        {"HH", "%H"},
        {"mm", "%M"},
        {"ss", "%S"},
    }};
    std::string out;
    while (!java.empty()) {
        const auto known = std::ranges::find_if(parts, [&](const auto& each) { return java.starts_with(each.first); });
        if (known != parts.end()) {
            out += known->second;
            java.remove_prefix(known->first.size());
        } else if (std::string_view{"-_./: "}.contains(java.front())) {
            out += java.front();
            java.remove_prefix(1);
        } else {
            return std::nullopt;
        }
    }
    return out;
}

} // namespace vagus::mirth
