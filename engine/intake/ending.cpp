#include "engine/intake/ending.hpp"

#include <algorithm>
#include <utility>

namespace vagus::intake {
namespace {

using hl7::condition;
using store::message_state;

ending heard(ending end, hl7::ack_code written, const ack_policy& ack) {
    if (ack.when == ack_policy::after::stored) return end;
    end.code = written;
    if (written != hl7::ack_code::AA) end.state = message_state::refused;
    return end;
}

// The reason as an ERR of its own, for what is wrong with no place in the message.
ending ended(message_state state, std::string reason, condition code) {
    ending end{state, hl7::ack_code::AA, std::move(reason)};
    end.faults.push_back({.code = code, .diagnostic = end.reason});
    return end;
}

ending failed(const routes::plan& made, const ack_policy& ack) {
    std::string reasons;
    for (const auto& failure : made.failures) reasons += (reasons.empty() ? "" : "; ") + failure.text;
    if (std::ranges::none_of(made.failures, &routes::failure::rejects))
        return heard(ended(message_state::failed, std::move(reasons), condition::application_error), ack.codes.failed,
                     ack);
    ending end{message_state::failed, hl7::ack_code::AA, std::move(reasons)};
    for (const auto& failure : made.failures)
        if (failure.rejects) end.faults.insert(end.faults.end(), failure.faults.begin(), failure.faults.end());
    return heard(std::move(end), ack.codes.invalid, ack);
}

} // namespace

ending end_of(const routes::plan& made, const ack_policy& ack) {
    if (!made.failures.empty()) return failed(made, ack);
    if (made.unmatched())
        return heard(ended(message_state::unmatched, "no route takes this message", condition::unsupported_type),
                     ack.codes.unmatched, ack);
    if (made.copies.empty()) {
        auto reason = made.drops.empty() ? std::string{"its routes name no output for it"} : made.drops.front().reason;
        return heard(ended(message_state::dropped, std::move(reason), condition::application_error), ack.codes.dropped,
                     ack);
    }
    return {};
}

} // namespace vagus::intake
