// Waits for what becomes of a message's deliveries, for a sender that is to hear of it.
#pragma once

#include "engine/intake/awaited.hpp"
#include "engine/store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace vagus::intake {

// The outputs as intake needs them. Any thread.
struct withdraw_from {
    // `done` says whether the delivery is not sent from now on, on `box`'s thread.
    std::function<void(std::uint32_t output, store::delivery_ref at, store::mailbox& box,
                       std::move_only_function<void(bool)> done)>
        ask;
    // The store has it withdrawn.
    std::function<void(std::uint32_t output, store::delivery_ref at)> durable;
};

struct outcome {
    bool known = false; // the store can still say
    bool good = false;  // every awaited receiver has it
    std::string text;   // of a bad one, for the sender
    std::string answer; // of the awaited receiver, as it came; "" without one
};

class waiting {
  public:
    // All of it outlives the waiting. `outputs`: numbers in the store, in the order of what.outputs.
    struct surroundings {
        store::store& store;
        const withdraw_from& withdraw;
        const std::atomic<bool>& stopping;
        store::mailbox& box;
    };
    waiting(const awaited& what, const std::vector<std::uint32_t>& outputs, surroundings around);

    // How these messages stand, of which the sender hears as of one: a resend, and what of the first is under way.
    [[nodiscard]] boost::asio::awaitable<bool> look(message_id message);
    // Some awaited receiver does not have it, and will not.
    [[nodiscard]] bool failed() const;
    // All of them, in the order in which they were planned; they are forgotten here.
    [[nodiscard]] std::vector<store::settlement> hand_over();
    // It was sent, or may have been, or waits to be.
    [[nodiscard]] static bool under_way(const store::settlement& what);
    // Ends with an outcome within the time that `what` gives.
    [[nodiscard]] boost::asio::awaitable<outcome> end();

  private:
    struct one {
        message_id message;
        store::settlement now;
    };
    void told(const store::settlement& what);
    [[nodiscard]] bool awaits(std::uint32_t output) const;
    [[nodiscard]] bool decided() const;
    [[nodiscard]] outcome verdict(std::string why) const;
    [[nodiscard]] boost::asio::awaitable<bool> withdraw_rest(std::string why);

    const awaited& what_;
    const std::vector<std::uint32_t>& outputs_;
    surroundings around_;
    std::vector<one> all_;
    std::shared_ptr<const store::watcher> ear_;
    std::function<void()> rouse_; // whoever waits for a change
};

} // namespace vagus::intake
