#include "engine/intake/ending.hpp"

#include <utility>

namespace vagus::intake {
namespace {

using store::message_state;

// HL7 table 0357.
constexpr int unsupported_message_type = 200;
constexpr int application_error = 207;

ending heard(ending end, hl7::ack_code written, const ack_policy& ack) {
    if (ack.when != ack_policy::after::processed) return end;
    end.code = written;
    if (written != hl7::ack_code::AA) end.state = message_state::refused;
    return end;
}

} // namespace

ending end_of(const routes::plan& made, const ack_policy& ack) {
    using enum hl7::ack_code;
    if (!made.failures.empty()) {
        std::string reasons;
        for (const auto& failure : made.failures) reasons += (reasons.empty() ? "" : "; ") + failure.text;
        return heard({message_state::failed, AA, std::move(reasons), application_error}, ack.codes.failed, ack);
    }
    if (made.unmatched())
        return heard({message_state::unmatched, AA, "no route takes this message", unsupported_message_type},
                     ack.codes.unmatched, ack);
    if (made.copies.empty()) {
        auto reason = made.drops.empty() ? std::string{"its routes name no output for it"} : made.drops.front().reason;
        return heard({message_state::dropped, AA, std::move(reason), application_error}, ack.codes.dropped, ack);
    }
    return {};
}

} // namespace vagus::intake
