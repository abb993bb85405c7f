// One timer for all time-outs of one connection: when it passes, the socket's pending operations are cancelled.
// Moving the moment later costs a store, not a timer operation: the timer, when it fires early, sleeps again.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <memory>

namespace vagus::runtime {

class deadline {
  public:
    // The socket must outlive the deadline. Same thread as the socket.
    explicit deadline(boost::asio::ip::tcp::socket& socket);
    ~deadline();
    deadline(const deadline&) = delete;
    deadline& operator=(const deadline&) = delete;

    void expires_after(std::chrono::steady_clock::duration span); // forgets an earlier passing
    void off();                                                   // likewise
    // It cancels what waits once: who goes on waiting under the same deadline asks this before.
    [[nodiscard]] bool passed() const;

  private:
    struct state;
    static void arm(const std::shared_ptr<state>& s);
    // Shared with the timer's handler, which may already be queued when the connection ends.
    std::shared_ptr<state> state_;
};

} // namespace vagus::runtime
