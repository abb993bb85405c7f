// JavaScript of rules and steps in the words of our rules, as far as it is fields, texts, variables and what compares
// and joins them. What is not understood to its last letter is not carried at all. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::mirth {

// What may not be any more as it was when the message arrived.
struct changes {
    std::set<std::string, std::less<>> fields; // "PV1-18", or "PV1" where segments of it are gone
    bool all = false;                          // something was done of which nobody knows what it changes
    void note(std::string_view path);
    [[nodiscard]] bool reach(std::string_view path) const;
};

// What names mean where a script stands.
struct scope {
    // channelMap: name, and the expression that it is here; an empty one where none says here what it was there.
    std::map<std::string, std::string, std::less<>> variables;
    changes changed{};
    bool received = false; // said for later: fields are read from the message as it arrived
};

// One of our expressions.
struct formula {
    enum class sort : std::uint8_t { text, truth, number } is = sort::text;
    enum class binding : std::uint8_t { otherwise, any, all, negation, comparison, tight } holds = binding::tight;
    std::string text;
    std::optional<std::string> literal; // of a text that is written out: what it says
    bool lost = false;                  // said for later, and it would be something else there
};
// What a variable of this value is in scopes behind its steps.
[[nodiscard]] std::string said_later(const formula& value);

[[nodiscard]] std::optional<formula> formula_of(std::string_view script, const scope& names);
// A script that returns whether a message is taken, and does nothing else.
[[nodiscard]] std::optional<formula> filter_of(std::string_view script, const scope& names);
// In brackets where what stands around it binds tighter.
[[nodiscard]] std::string wrapped(const formula& each, formula::binding around);
// As a text with a hole: what `set` writes.
[[nodiscard]] std::string as_template(const formula& made);
// msg['PID']['PID.5'][1]['PID.5.1'] is PID-5[2].1: Mirth counts occurrences from 0, and we from 1.
[[nodiscard]] std::optional<std::string> path_of(std::string_view script);

// What a step of JavaScript does.
struct deed {
    enum class what : std::uint8_t { set, let, erase, branch } is = what::set;
    std::string to;     // the path; of `let` the name as it is here
    std::string called; // of `let`: the name as it was there
    formula value;      // of `branch` the condition
    std::vector<deed> then, otherwise;
};
// Assignments to fields and variables, `delete`, and `if` around them; nothing where the script does anything else.
[[nodiscard]] std::optional<std::vector<deed>> deeds_of(std::string_view script, const scope& names);

} // namespace vagus::mirth
