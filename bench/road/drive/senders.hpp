// The sending systems: connections with one message in flight each. The next one is sent when the answer came, or when
// it is due: with a rate, a message that finds no connection free waits, and its time counts from when it was due.
#pragma once

#include "drive/messages.hpp"
#include "drive/socket.hpp"
#include "drive/tally.hpp"

#include <cstdint>
#include <deque>
#include <vector>

namespace road {

class senders {
  public:
    senders(std::uint16_t port, std::uint32_t connections, std::uint32_t patients, int epoll, messages& source,
            tally& count);

    void start(); // with a rate: the first message is due now
    void stop() { stopped_ = true; }
    void limit(std::uint32_t messages) { left_ = messages; }
    void pace(double per_second) { every_ = static_cast<nanoseconds>(1e9 / per_second); }
    // Sends what is due. Nothing without a rate.
    void tick(nanoseconds now);
    [[nodiscard]] bool finished() const { return left_ == 0; }
    // Something happened on this descriptor; false when it is not one of ours. Throws when the engine hung up.
    [[nodiscard]] bool ready(int fd);

  private:
    struct connection {
        socket peer;
        inbox in;
        std::uint32_t first_patient = 0;
        std::uint32_t turn = 0;
        std::uint32_t in_flight = 0;
    };
    void send_next(connection& by, nanoseconds due);
    void go_on(connection& by);

    std::vector<connection> connections_;
    std::vector<std::int32_t> by_fd_; // index of the connection, or -1
    std::uint32_t patients_;
    messages& source_;
    tally& count_;
    bool stopped_ = false;
    std::uint32_t left_ = UINT32_MAX; // messages
    nanoseconds every_ = 0;           // 0: no rate
    nanoseconds due_ = 0;
    std::deque<connection*> idle_;
};

} // namespace road
