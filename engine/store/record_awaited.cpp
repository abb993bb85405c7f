// Deliveries that somebody waits for: how they stand, and how what was not sent is withdrawn.
#include "engine/store/recorder.hpp"

#include <algorithm>

namespace vagus::store {

// The same bytes are a new message then.
void recorder::forget_digest(std::uint32_t input, message_id id) {
    auto* file = files_.find(id.segment);
    if (const auto digest = file != nullptr ? file->forget_digest(id.row) : std::nullopt)
        seen_.forget(input, *digest, id);
}

void recorder::record(watch_request& what) {
    what.answer = standing_of(what.message);
    for (const auto& each : what.answer)
        if (each.state == delivery_state::pending) waiting_.add(each.at, *what.box, what.whom);
}

void recorder::record(withdraw_request& what) {
    auto* file = files_.find(what.message.segment);
    if (file == nullptr) return;
    for (const auto& at : what.which) {
        auto* there = files_.find(at.segment); // a linked one lies where the message before it does
        const auto before = there != nullptr ? there->find(at.row) : std::nullopt;
        if (!before || before->state != delivery_state::pending) continue; // settled meanwhile
        attempt end;
        end.at = at;
        end.state = delivery_state::withdrawn;
        end.tries = before->tries;
        end.when = time_.wall();
        end.result = outcome::withdrawn;
        end.answer = what.reason;
        update(*there, *before, end);
    }
    file->mark(what.message.row, what.receipt, what.reason);
    const auto under_way = [](const settlement& each) {
        return each.state == delivery_state::pending || each.state == delivery_state::delivered ||
               each.state == delivery_state::retried;
    };
    // Without a receipt nobody was answered: whoever reads the message again must find it new, as a whole.
    if (!what.receipt.empty() && std::ranges::any_of(standing_of(what.message), under_way)) return;
    forget_digest(file->input_of(what.message.row), what.message);
}

std::vector<settlement> recorder::standing_of(message_id message) {
    auto* file = files_.find(message.segment);
    if (file == nullptr) return {};
    auto found = file->deliveries_of(message.row);
    for (auto& each : found) {
        if (each.state != delivery_state::linked) continue;
        const auto at = read_delivery_ref(each.answer);
        auto* there = at ? files_.find(at->segment) : nullptr;
        const auto now = there != nullptr ? there->settlement_of(at->row) : std::nullopt;
        if (now) each = *now;
    }
    return found;
}

} // namespace vagus::store
