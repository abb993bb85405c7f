#include "parsers/expr/wrong_kind.hpp"

#include <array>
#include <string>
#include <string_view>

namespace vagus::expr {
namespace {

struct words {
    std::string_view wanted; // "a number"
    std::string_view maker;  // the function that makes one of a text; empty: none does
};
words words_for(kind of) {
    static constexpr std::array<words, 8> all{{{"a value", {}},
                                               {"a number", "number"},
                                               {"a date", "date"},
                                               {"a duration such as 30s, 5min, 2h or 3d", {}},
                                               {"a condition (true or false)", {}},
                                               {"a list such as ['A', 'B'] or a path with [*]", {}},
                                               {"table('NAME')", {}},
                                               {"secret('NAME')", {}}}};
    return all.at(static_cast<std::size_t>(of));
}

// What a value must be compared with to become a condition, in the words of that value.
std::string compare_it(const node& n) {
    if (std::holds_alternative<number>(n.what))
        return "[2] counts from 1; anything else is a condition such as .5 == 'MR'";
    const auto* read = std::get_if<element>(&n.what);
    if (!read) return "compare it with == or in";
    auto written = path::to_text(read->what);
    return "compare it: " + written + " != '', or exists(" + written + ")";
}

std::string as_text(const node& n) {
    switch (kind_of(n)) {
    case kind::condition: return "a condition is true or false and cannot be used as text";
    case kind::duration: return "divide it by its unit: (" + to_text(n) + ") / 1h is a number of hours";
    case kind::list: return "write 'A' in " + to_text(n) + ", or join(" + to_text(n) + ", ', ')";
    case kind::codes: return "write PID-8 in " + to_text(n) + ", or lookup('TABLE', PID-8)";
    default: return "a secret is for hashes alone: hmac_sha256(" + to_text(n) + ", PID-3.1)";
    }
}

std::string wrapped(const node& n, kind wanted) {
    const auto maker = words_for(wanted).maker;
    if (maker.empty() || kind_of(n) != kind::value) return {};
    return "wrap it: " + std::string{maker} + "(" + to_text(n) + ")";
}

// "V${PV1-19.1}": what joins two texts.
std::string in_template(const node& n) {
    if (const auto* literal = std::get_if<text>(&n.what)) return literal->value;
    const auto* sum = std::get_if<arithmetic>(&n.what);
    if (sum && sum->does == operation::add) return in_template(*sum->left) + in_template(*sum->right);
    return "${" + to_text(n) + "}";
}

syntax_error at(const node& n, std::string_view wanted, std::string hint) {
    return {n.offset, std::string{wanted}, std::move(hint)};
}

} // namespace

std::optional<syntax_error> wrong_kind(const node& n, kind wanted) {
    const auto is = kind_of(n);
    if (is == wanted || std::holds_alternative<null>(n.what)) return {};
    const bool path_alone = std::holds_alternative<element>(n.what);
    if (wanted == kind::list && path_alone) return {};
    if (wanted == kind::condition) return at(n, words_for(wanted).wanted, compare_it(n));
    if (wanted != kind::value) return at(n, words_for(wanted).wanted, wrapped(n, wanted));
    if (is == kind::number || is == kind::time || path_alone) return {};
    return at(n, is == kind::list ? "one value" : words_for(wanted).wanted, as_text(n));
}

syntax_error wrong_sides(const order& n) {
    const auto left = kind_of(*n.left);
    const auto right = kind_of(*n.right);
    if (has_order(left)) return at(*n.right, words_for(left).wanted, wrapped(*n.right, left));
    if (has_order(right)) return at(*n.left, words_for(right).wanted, wrapped(*n.left, right));
    const auto written = to_text(*n.left);
    return at(*n.left, "a number, a date or a duration",
              "texts have no order: number(" + written + "), or date(" + written + ")");
}

syntax_error wrong_sides(const arithmetic& n) {
    const auto left = kind_of(*n.left);
    const auto right = kind_of(*n.right);
    const auto sign = std::string{sign_of(n.does)};
    if (n.does == operation::add && (left == kind::value || right == kind::value)) {
        const auto& text = left == kind::value ? *n.left : *n.right;
        const bool may_count =
            has_order(left) || has_order(right) ? !std::holds_alternative<struct text>(text.what) : false;
        if (may_count)
            return at(text, "numbers: '+' adds numbers, not text",
                      "wrap it: number(" + to_text(text) + "); texts join in a template: " + in_template(*n.left) +
                          in_template(*n.right));
        return at(text, "numbers: '+' adds numbers, not text", "try: " + in_template(*n.left) + in_template(*n.right));
    }
    if (left == kind::value) return at(*n.left, "a number", wrapped(*n.left, kind::number));
    if (right == kind::value) return at(*n.right, "a number", wrapped(*n.right, kind::number));
    if (left == kind::time)
        return at(*n.right, words_for(kind::duration).wanted, "to a date, time is added: date(PID-7) + 2h");
    return at(*n.right, "sides that go together", "numbers, durations, or a date and a duration have a '" + sign + "'");
}

} // namespace vagus::expr
