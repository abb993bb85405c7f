// Expressions as people would write them, with the parentheses they need and no others.
#include "parsers/expr/ast.hpp"

#include <array>
#include <string_view>

namespace vagus::expr {
namespace {

// How tightly a node binds: a child that binds less than its parent asks for gets parentheses.
enum class binding : int { fallback, any_of, all_of, negation, comparison, sum, product, value };

std::string in_quotes(std::string_view text) {
    std::string out = "'";
    for (char c : text) out += c == '\'' ? std::string_view{"''"} : std::string_view{&c, 1};
    return out + "'";
}

struct printer {
    std::string out;

    void operator()(const ref& child, binding least) { print(*child, least); }

    void print(const node& n, binding least) {
        bool open = std::visit([](const auto& what) { return binds(what); }, n.what) < least;
        if (open) out += '(';
        std::visit([this](const auto& what) { write(what); }, n.what);
        if (open) out += ')';
    }

    static binding binds(const fallback&) { return binding::fallback; }
    static binding binds(const any_of&) { return binding::any_of; }
    static binding binds(const all_of&) { return binding::all_of; }
    static binding binds(const negation&) { return binding::negation; }
    static binding binds(const equals&) { return binding::comparison; }
    static binding binds(const order&) { return binding::comparison; }
    static binding binds(const arithmetic& what) {
        const bool sum = what.does == operation::add || what.does == operation::subtract;
        return sum ? binding::sum : binding::product;
    }
    static binding binds(const member&) { return binding::comparison; }
    static binding binds(const matches&) { return binding::comparison; }
    template <class T> static binding binds(const T&) { return binding::value; }

    void write(const text& what) { out += in_quotes(what.value); }
    void write(const number& what) { out += what.digits; }
    void write(const duration& what) { out += what.written; }
    void write(const null&) { out += "null"; }
    void write(const truth& what) { out += what.value ? "true" : "false"; }
    void write(const element& what) { out += path::to_text(what.what); }
    void write(const exists& what) { out += "exists(" + path::to_text(what.what) + ")"; }
    void write(const is_null& what) { out += "is_null(" + path::to_text(what.what) + ")"; }
    void write(const equals& what) {
        (*this)(what.left, binding::sum);
        out += what.negated ? " != " : " == ";
        (*this)(what.right, binding::sum);
    }
    void write(const order& what) {
        static constexpr std::array<std::string_view, 4> signs{" < ", " <= ", " > ", " >= "};
        (*this)(what.left, binding::sum);
        out += signs.at(static_cast<std::size_t>(what.wanted));
        (*this)(what.right, binding::sum);
    }
    void write(const arithmetic& what) { // from left to right
        const auto own = binds(what);
        (*this)(what.left, own);
        ((out += ' ') += sign_of(what.does)) += ' ';
        (*this)(what.right, own == binding::sum ? binding::product : binding::value);
    }
    void write(const member& what) {
        (*this)(what.item, binding::sum);
        out += what.negated ? " not in " : " in ";
        if (what.list.empty()) { // a parameter that holds none
            out += "[]";
            return;
        }
        const auto is = kind_of(*what.list.front());
        if (what.list.size() == 1 && (is == kind::list || is == kind::codes)) {
            (*this)(what.list.front(), binding::value);
            return;
        }
        out += '[';
        list(what.list, ", ", binding::sum);
        out += ']';
    }
    void write(const matches& what) {
        (*this)(what.subject, binding::sum);
        out += " matches " + in_quotes(what.pattern);
    }
    void write(const negation& what) {
        out += "not ";
        (*this)(what.of, binding::comparison);
    }
    void write(const all_of& what) { list(what.of, " and ", binding::negation); }
    void write(const any_of& what) { list(what.of, " or ", binding::all_of); }
    void write(const fallback& what) { list(what.of, " else ", binding::any_of); }
    void write(const several& what) {
        out += '[';
        list(what.of, ", ", binding::sum);
        out += ']';
    }
    void write(const call& what) {
        out += what.name + "(";
        list(what.arguments, ", ", binding::fallback);
        out += ')';
    }
    void write(const named_value& what) { out += "$" + what.name; }
    void list(const std::vector<ref>& items, std::string_view between, binding least) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0) out += between;
            (*this)(items[i], least);
        }
    }
};

} // namespace

std::string to_text(const node& n) {
    printer into;
    into.print(n, binding::fallback);
    return std::move(into.out);
}

} // namespace vagus::expr
