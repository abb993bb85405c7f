// `after: delivered`: the sender's answer waits for what becomes of its message, and of what a resend left of it.
#include "engine/intake/durable.hpp"
#include "engine/intake/intake.hpp"

#include <utility>
#include <vector>

namespace vagus::intake {
namespace {

// Another resend may have been quicker, and have failed by the time this one looks at it: so often it is asked after
// what stands now. Past that the sender hears that the message is not delivered, and sends it again.
constexpr int most_resends_met = 8;

// What is planned, with a link in place of each delivery that is under way.
std::vector<store::new_delivery> linked(std::vector<store::new_delivery> planned,
                                        const std::vector<store::settlement>& before) {
    std::vector<bool> met(planned.size()); // two routes may send to one output: each copy has its own
    for (const auto& each : before) {
        for (std::size_t i = 0; i < met.size(); ++i) {
            if (met[i] || planned[i].name != each.output || planned[i].state != store::delivery_state::pending)
                continue;
            met[i] = true;
            if (waiting::under_way(each))
                planned[i] = {each.output, store::delivery_state::linked, {}, {}, {}, {}, each.at};
            break;
        }
    }
    return planned;
}

} // namespace

// Of a resend what the first message left undelivered is planned anew, and what is under way is attached to.
boost::asio::awaitable<outcome> intake::outcome_of(const promise& given, store::receipt receipt, store::mailbox& box) {
    waiting wait{*given.ack.when.what, given.awaited, {store_, withdraw_, stopping_, box}};
    if (!co_await wait.look(receipt.id)) co_return outcome{};
    const auto planned = receipt.returned ? receipt.returned->deliveries : std::vector<store::new_delivery>{};
    for (int turn = 0; turn < most_resends_met && receipt.returned && wait.failed(); ++turn) {
        auto again = std::move(*receipt.returned);
        again.deliveries = linked(planned, wait.hand_over());
        again.parent = receipt.id;
        again.anew = true;
        auto stored = co_await durable(store_, std::move(again), box);
        if (!stored || !co_await wait.look(stored->id)) co_return outcome{};
        receipt = std::move(*stored);
    }
    co_return co_await wait.end();
}

} // namespace vagus::intake
