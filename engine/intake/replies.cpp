#include "engine/intake/replies.hpp"

#include <algorithm>

namespace vagus::intake {
namespace {

using hl7::ack_code;
using when = wanted::when;

bool due(when asked, bool error) {
    if (asked == when::always) return true;
    return asked == (error ? when::on_error : when::on_success);
}

bool said(std::string_view field) {
    return !field.empty() && field != R"("")";
}

when read(std::string_view field) {
    if (!said(field) || field == "NE") return when::never;
    if (field == "ER") return when::on_error;
    if (field == "SU") return when::on_success;
    return when::always;
}

// An application code as an accept code, in the words that this sender understands.
ack_code accepting(ack_code code, const ack_policy& ack) {
    if (ack.accept_code == ack_code::AA) return code;
    switch (code) {
    case ack_code::AE: return ack_code::CE;
    case ack_code::AR: return ack_code::CR;
    default: return ack_code::CA;
    }
}

} // namespace

bool wanted::hears_refusals() const {
    return due(accept, true) || due(application, true);
}

wanted wanted_by(const hl7::document& message, const ack_policy& ack) {
    using mode = ack_policy::mode;
    if (ack.how == mode::original) return {};
    if (ack.how == mode::none) return wanted::nothing();
    const auto accept = message.field("MSH", 15);
    const auto application = message.field("MSH", 16);
    if (said(accept) || said(application)) return {read(accept), read(application), true};
    return ack.how == mode::enhanced ? wanted{when::always, when::never, false} : wanted{};
}

bool apart(const wanted& asked, const ack_policy& ack) {
    return asked.stated && ack.application.has_value();
}

replies replies_to(const wanted& asked, ack_code end, const ack_policy& ack) {
    const bool error = end != ack_code::AA;
    replies made;
    if (due(asked.application, error)) made.application = end;
    const bool told = made.application.has_value();
    if (due(asked.accept, error && !told)) made.accept = accepting(told ? ack_code::AA : end, ack);
    // A sender that knows only AA would take two of them on one connection for the answers to two messages.
    if (told && ack.accept_code == ack_code::AA && !apart(asked, ack)) made.accept.reset();
    return made;
}

replies replies_to_refused(const wanted& asked, ack_code code, const ack_policy& ack) {
    if (due(asked.accept, true)) return {accepting(code, ack), std::nullopt};
    if (due(asked.application, true)) return {std::nullopt, code};
    return {};
}

decision decide(const hl7::document& message, const routes::plan& made, const ack_policy& ack) {
    decision end;
    end.answers = hl7::is_acknowledgement(message);
    end.asked = end.answers ? wanted::nothing() : wanted_by(message, ack);
    static const ack_policy unheard;
    end.end = end_of(made, end.asked.hears_refusals() ? ack : unheard);
    end.due = replies_to(end.asked, end.end.code, ack);
    return end;
}

std::string to_text(const replies& what) {
    std::string text;
    if (what.accept) text = hl7::to_text(*what.accept);
    if (what.accept && what.application) text += ' ';
    if (what.application) text += hl7::to_text(*what.application);
    return text;
}

replies replies_in(std::string_view receipt) {
    replies found;
    while (!receipt.empty()) {
        const auto word = receipt.substr(0, receipt.find(' '));
        receipt.remove_prefix(std::min(word.size() + 1, receipt.size()));
        const auto code = hl7::read_code(word);
        if (!code) continue;
        (hl7::is_accept(*code) ? found.accept : found.application) = code;
    }
    return found;
}

} // namespace vagus::intake
