// Paths and expressions: what must hold for any text, over any message.
#include "tests/fuzz/properties.hpp"

#include "parsers/expr/ast.hpp"
#include "parsers/expr/evaluate.hpp"
#include "parsers/hl7/draft.hpp"
#include "parsers/hl7/message.hpp"
#include "parsers/path/read.hpp"
#include "parsers/path/write.hpp"

#include <optional>
#include <vector>

namespace vagus::fuzz {
namespace {

constexpr std::uint64_t elements = 1'000'000;

// Groups, repetitions, subcomponents, escapes, nulls, and what is absent.
constexpr std::string_view usual = "MSH|^~\\&|LAB||HIS||2026||ORU^R01^ORU_R01|7|P|2.5.1\r"
                                   "PID|1||77^^^MPI^MR~12^^^SSA^SS||Doe^Jane&van|\"\"|F\r"
                                   "OBR|1||A1\rOBX|1|NM|GLU^^L||7.2\\F\\1~8\rNTE|1||x\r"
                                   "OBR|2\rOBX|1|TX|A||b\rOBX|2|ST|B&C||\rZZ1|\r";

struct subject {
    std::string_view text; // a path, an expression
    hl7::message message;
};

// The first line is the text, what follows the message; the usual one, when there is none.
subject read_subject(std::string_view input) {
    const auto line = input.substr(0, input.find('\n'));
    auto read = hl7::message::parse(std::string{input.substr(std::min(line.size() + 1, input.size()))});
    return {line, read ? std::move(*read) : hl7::message::parse(std::string{usual}).value()};
}

bool says_nothing(const syntax_error& why, std::string_view text) {
    return why.offset > text.size() || why.expected.empty();
}

bool plain(const path::selector& which) {
    return std::holds_alternative<path::first>(which) || std::holds_alternative<path::every>(which);
}
bool conditional(const path::path& p) {
    return std::holds_alternative<path::where>(p.occurrence) || std::holds_alternative<path::where>(p.repetition);
}

// Only segments of p's name differ, and at most one is more.
bool touches_others(const path::path& p, const hl7::document& before, const hl7::document& after) {
    const auto others = [&](const hl7::document& in) {
        std::vector<std::string_view> texts;
        for (const auto& one : in.segments)
            if (one.id() != p.segment) texts.push_back(one.text);
        return texts;
    };
    return others(before) != others(after) || after.segments.size() > before.segments.size() + 1;
}

std::string check_reading(const path::path& p, const hl7::message& message) {
    path::budget cost{elements};
    const path::scope at{message.read(), cost};
    const auto one = std::move(path::read(p, at)).take();
    const auto all = path::read_all(p, at, path::reach::as_written);
    const auto every = path::read_all(p, at, path::reach::every_match);
    if (cost.spent()) return "";
    if (one != (all.empty() ? "" : all.front())) return "the first of all is another";
    if (!path::is_list(p) && all.size() > 1) return "more than one where one is meant";
    if (every.size() < all.size()) return "every match is fewer";
    if (path::raw(p, at).empty() && path::exists(p, at) && !path::is_list(p)) return "it exists and is empty";
    return "";
}

std::string check_written(const path::path& p, const hl7::message& message, std::string_view value) {
    hl7::draft copy{message};
    path::budget cost{elements};
    const auto done = path::assign(copy, p, value, {copy.read(), cost});
    if (!done || !*done) return copy.changed() ? "an edit that was none changed the message" : "";
    if (touches_others(p, message.read(), copy.read())) return "an edit touched another segment";
    const auto again = hl7::message::parse(copy.bytes());
    if (!again) return "an edited message cannot be read: " + hl7::to_text(again.error());
    const bool those_there = std::holds_alternative<path::every>(p.repetition); // empty ones stay so
    if (conditional(p) || those_there || p.segment == "MSH" || message.marks().escape == '\0') return "";
    auto there = p;
    if (std::holds_alternative<path::append>(there.occurrence)) there.occurrence = path::last{};
    if (std::holds_alternative<path::append>(there.repetition)) there.repetition = path::last{};
    return path::read(there, {again->read(), cost}).view() == value ? "" : "what was written is not what is read";
}

std::string check_erased(const path::path& p, const hl7::message& message) {
    hl7::draft copy{message};
    path::budget cost{elements};
    const auto done = path::erase(copy, p, path::reach::every_match, {copy.read(), cost});
    if (!done || !*done) return copy.changed() ? "an erasure that was none changed the message" : "";
    if (touches_others(p, message.read(), copy.read())) return "an erasure touched another segment";
    const auto again = hl7::message::parse(copy.bytes());
    if (!again) return "a message cannot be read after an erasure: " + hl7::to_text(again.error());
    const bool all_gone = plain(p.occurrence) && plain(p.repetition) && p.groups.empty();
    return all_gone && path::exists(p, {again->read(), cost}) ? "what was erased is still there" : "";
}

// What is printed is read again, and prints alike.
template <class Parse> std::string check_print(const expr::expression& read, Parse parse) {
    const auto printed = expr::to_text(*read.root);
    const auto again = parse(printed);
    if (!again) return "what is printed cannot be read: " + printed;
    return expr::to_text(*again->root) == printed ? "" : "what is printed prints otherwise: " + printed;
}

} // namespace

std::string check_path(std::string_view input) {
    const auto [text, message] = read_subject(input);
    const auto p = path::parse(text);
    if (!p) return says_nothing(p.error(), text) ? "an error that says nothing" : "";
    const auto again = path::parse(path::to_text(*p));
    if (!again || !(*again == *p)) return "what is printed is another path: " + path::to_text(*p);
    if (!expr::bind(*p, expr::aliases{})) return "";
    if (auto broken = check_reading(*p, message); !broken.empty()) return broken;
    if (auto broken = check_written(*p, message, "x^|y\r"); !broken.empty()) return broken;
    if (auto broken = check_written(*p, message, ""); !broken.empty()) return broken;
    return check_erased(*p, message);
}

std::string check_expression(std::string_view input) {
    const auto [text, message] = read_subject(input);
    const expr::tables tables;
    const expr::aliases aliases;
    const expr::names names{aliases, tables};
    path::budget cost{elements};
    const path::scope at{message.read(), cost};

    const auto condition = expr::parse(text);
    if (!condition && says_nothing(condition.error(), text)) return "an error that says nothing";
    if (condition) {
        if (auto broken = check_print(*condition, [](const auto& t) { return expr::parse(t); }); !broken.empty())
            return broken;
        if (const auto bound = expr::bind(*condition, names)) (void)expr::holds(*bound->root, at);
    }
    const auto value = expr::parse_value(text);
    if (!value && says_nothing(value.error(), text)) return "an error that says nothing";
    if (value) {
        if (auto broken = check_print(*value, [](const auto& t) { return expr::parse_value(t); }); !broken.empty())
            return broken;
        if (const auto bound = expr::bind(*value, names)) (void)expr::evaluate(*bound->root, at);
    }
    const auto whole = expr::parse_template(text);
    if (!whole && says_nothing(whole.error(), text)) return "an error that says nothing";
    if (!whole) return "";
    if (const auto bound = expr::bind(*whole, names)) (void)expr::expand(*bound, at);
    return "";
}

} // namespace vagus::fuzz
