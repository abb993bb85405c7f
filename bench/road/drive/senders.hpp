// The sending systems: connections with one message in flight each, the next one sent when the answer came.
#pragma once

#include "drive/messages.hpp"
#include "drive/socket.hpp"
#include "drive/tally.hpp"

#include <cstdint>
#include <vector>

namespace road {

class senders {
  public:
    senders(std::uint16_t port, std::uint32_t connections, std::uint32_t patients, int epoll, messages& source,
            tally& count);

    void start();
    void stop() { stopped_ = true; }
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
    void send_next(connection& by);

    std::vector<connection> connections_;
    std::vector<std::int32_t> by_fd_; // index of the connection, or -1
    std::uint32_t patients_;
    messages& source_;
    tally& count_;
    bool stopped_ = false;
};

} // namespace road
