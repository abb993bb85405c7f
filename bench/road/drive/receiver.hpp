// The receiving system: answers AA at once and tells the tally what came.
#pragma once

#include "drive/messages.hpp"
#include "drive/socket.hpp"
#include "drive/tally.hpp"

#include <memory>
#include <unordered_map>

namespace road {

class receiver {
  public:
    receiver(std::uint16_t port, int epoll, const messages& expected, tally& count);

    // Something happened on this descriptor; false when it is not one of ours.
    [[nodiscard]] bool ready(int fd);

  private:
    struct connection {
        socket peer;
        inbox in;
    };
    void take(connection& from, std::string_view frame);

    socket door_;
    int epoll_;
    const messages& expected_;
    tally& count_;
    std::unordered_map<int, connection> connections_;
};

} // namespace road
