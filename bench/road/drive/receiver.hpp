// A receiving system: answers AA at once and tells the tally what came.
#pragma once

#include "drive/messages.hpp"
#include "drive/socket.hpp"
#include "drive/tally.hpp"

#include <memory>
#include <unordered_map>

namespace road {

class receiver {
  public:
    // Output number `output` of the tally. With `by_rules` messages come as the engine's rules leave them: another
    // length.
    receiver(std::uint16_t port, int epoll, const messages& expected, bool by_rules, std::uint32_t output,
             tally& count);

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
    bool by_rules_;
    std::uint32_t output_;
    tally& count_;
    std::unordered_map<int, connection> connections_;
};

} // namespace road
