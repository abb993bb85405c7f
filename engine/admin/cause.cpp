#include "engine/admin/cause.hpp"

#include "engine/intake/digest.hpp"
#include "parsers/hl7/acknowledge.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vagus::admin {
namespace {

// Codes of table 0357 only: a site's own could be anything, a name too.
bool in_table_0357(std::string_view code) {
    constexpr std::array known{"100", "101", "102", "103", "104", "198", "200",
                               "201", "202", "203", "204", "205", "206", "207"};
    return std::ranges::find(known, code) != known.end();
}

// "HTTP 422" begins what an output to a web server keeps of an answer.
std::string status_in(std::string_view answer) {
    constexpr std::string_view head = "HTTP ";
    constexpr std::size_t digits = 3;
    if (!answer.starts_with(head) || answer.size() < head.size() + digits) return {};
    const auto status = answer.substr(head.size(), digits);
    if (!std::ranges::all_of(status, [](char c) { return c >= '0' && c <= '9'; })) return {};
    return std::string{head} + std::string{status};
}

std::string code_in(std::string_view answer) {
    if (auto status = status_in(answer); !status.empty()) return status;
    const auto read = hl7::read_answer(answer);
    if (!read) return {};
    std::string code{hl7::to_text(read->code)};
    if (in_table_0357(read->error)) code += " " + read->error;
    return code;
}

// The place and the step; what stands behind tells of one message. A message whose fragments never came together has no
// route: it failed in its input.
std::string step_in(const store::dead_letter& failed) {
    const auto end = failed.answer.find("\": ");
    if (end != std::string::npos) return failed.answer.substr(0, end + 1);
    return failed.name == failed.input ? "incomplete" : std::string{words_for(failed.result)};
}

} // namespace

std::string cause_of(const store::dead_letter& dead) {
    if (dead.state == store::delivery_state::failed) return step_in(dead);
    auto code = dead.result == store::outcome::rejected || dead.result == store::outcome::accepted
                    ? code_in(dead.answer)
                    : std::string{};
    return code.empty() ? std::string{words_for(dead.result)} : code;
}

std::string group_of(const store::dead_letter& dead, std::string_view cause) {
    constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    constexpr int length = 6;
    auto bits = intake::hash_of({kind_of(dead), dead.name, cause});
    std::string id;
    for (int i = 0; i < length; ++i, bits >>= 5U) id += letters[bits % letters.size()];
    return id;
}

std::string_view kind_of(const store::dead_letter& dead) {
    return dead.state == store::delivery_state::failed ? "route" : "output";
}

std::string_view words_for(store::outcome what) {
    switch (what) {
    case store::outcome::accepted: return "accepted";
    case store::outcome::rejected: return "rejected";
    case store::outcome::timeout: return "no answer";
    case store::outcome::unreadable: return "unreadable answer";
    case store::outcome::connection: return "no connection";
    case store::outcome::failed_route: return "route failed";
    case store::outcome::by_person: return "by a person";
    case store::outcome::withdrawn: return "withdrawn";
    }
    std::unreachable();
}

store::dead_letter letter_of(const store::stored_message& message, const store::stored_part& part) {
    store::dead_letter made;
    made.message = message.id;
    made.at = part.at;
    made.state = part.state;
    made.name = part.name;
    made.input = message.input;
    made.control = message.control;
    made.type = message.type;
    made.received = message.received;
    made.when = part.when;
    made.tries = part.tries;
    made.result = part.result;
    made.answer = part.answer;
    return made;
}

} // namespace vagus::admin
