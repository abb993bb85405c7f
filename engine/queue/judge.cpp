#include "engine/queue/judge.hpp"

#include <algorithm>
#include <utility>

namespace vagus::queue {
namespace {

answer_class class_of(const attempt_result& what) {
    using kind = attempt_result::kind;
    if (what.what == kind::unreadable) return answer_class::unreadable;
    if (what.what == kind::timeout) return answer_class::timeout;
    switch (what.code) {
    case hl7::ack_code::AA: return answer_class::AA;
    case hl7::ack_code::AE: return answer_class::AE;
    case hl7::ack_code::AR: return answer_class::AR;
    case hl7::ack_code::CA: return answer_class::CA;
    case hl7::ack_code::CE: return answer_class::CE;
    case hl7::ack_code::CR: return answer_class::CR;
    }
    std::unreachable();
}

judgement by_default(answer_class answer, const std::string& error) {
    switch (answer) {
    case answer_class::AA:
    case answer_class::CA: return judgement::delivered;
    case answer_class::AE:
    case answer_class::AR:
        if (error == "205") return judgement::delivered; // the receiver has it already
        if (error == "206" || error == "207") return judgement::retry;
        return judgement::dead_letter;
    case answer_class::CR: return judgement::dead_letter;
    case answer_class::CE:
    case answer_class::unreadable:
    case answer_class::timeout: return judgement::retry;
    }
    std::unreachable();
}

bool fits(const ack_rule& rule, answer_class answer, const std::string& text) {
    return std::find(rule.codes.begin(), rule.codes.end(), answer) != rule.codes.end() &&
           (rule.text.empty() || text.find(rule.text) != std::string::npos);
}

} // namespace

const config::fields<ack_rule>& ack_rule_fields() {
    using enum answer_class;
    static const auto stated =
        config::fields<ack_rule>{"on_ack", "What an answer of the receiver means. The first rule that fits counts."}
            .required("code", &ack_rule::codes,
                      config::list_or_one(config::choice<answer_class>({{"AA", AA},
                                                                        {"AE", AE},
                                                                        {"AR", AR},
                                                                        {"CA", CA},
                                                                        {"CE", CE},
                                                                        {"CR", CR},
                                                                        {"unreadable", unreadable},
                                                                        {"timeout", timeout}})),
                      "MSA-1 of the answer, `unreadable`, or `timeout`; one or a list.")
            .optional("text", &ack_rule::text, config::text(), "Only when MSA-3 or an ERR segment contains this.")
            .required("then", &ack_rule::then,
                      config::choice<judgement>({{"retry", judgement::retry},
                                                 {"dead_letter", judgement::dead_letter},
                                                 {"accept", judgement::delivered},
                                                 {"hold", judgement::hold}}),
                      "`retry` by the retry policy, `dead_letter`, `accept` as delivered, or `hold`: the output sends "
                      "nothing more until a person releases it, and then this message first.");
    return stated;
}

config::type<std::vector<ack_rule>> ack_rules() {
    auto made = config::list(config::object(ack_rule_fields));
    made.read = [read = made.read](const config::node& value, config::reading& context, std::vector<ack_rule>& into) {
        const bool pair = value.kind == config::node::shape::map && value.entries.size() == 1 &&
                          value.entries.front().value.kind == config::node::shape::scalar &&
                          value.entries.front().key != "code" && value.entries.front().key != "then";
        const bool one = value.kind == config::node::shape::map;
        if (!one) return read(value, context, into);
        const auto code = pair ? value.entries.front().key : std::string{"AE"};
        const auto then = pair ? value.entries.front().value.text : std::string{"retry"};
        context.found.error(value, "VG1003", "on_ack is a list of rules, found a map",
                            "try: on_ack: [{ code: " + code + ", then: " + then + " }]");
        return false;
    };
    return made;
}

judgement judge(const attempt_result& what, const std::vector<ack_rule>& rules) {
    using kind = attempt_result::kind;
    if (what.verdict) return *what.verdict;
    if (what.what == kind::connection || what.what == kind::stopped) return judgement::retry;
    auto answer = class_of(what);
    for (const auto& rule : rules) {
        if (fits(rule, answer, what.text)) return rule.then;
    }
    return by_default(answer, what.error);
}

store::outcome outcome_of(const attempt_result& what) {
    using kind = attempt_result::kind;
    switch (what.what) {
    case kind::unreadable: return store::outcome::unreadable;
    case kind::timeout: return store::outcome::timeout;
    case kind::connection:
    case kind::stopped: return store::outcome::connection;
    case kind::answered: break;
    }
    bool positive = what.code == hl7::ack_code::AA || what.code == hl7::ack_code::CA;
    if (what.verdict) positive = *what.verdict == judgement::delivered;
    if (what.status != 0) positive = what.status / 100 == 2;
    return positive ? store::outcome::accepted : store::outcome::rejected;
}

} // namespace vagus::queue
