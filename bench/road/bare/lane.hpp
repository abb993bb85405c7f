// One persistent connection to the receiver, one message in flight, in the order of the store.
#pragma once

#include "bare/writer.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>

namespace road {

class lane {
  public:
    lane(io& home, boost::asio::ip::tcp::endpoint receiver, writer& store);

    [[nodiscard]] io& home() { return home_; }
    // On home's thread.
    void push(std::int64_t row, shared_bytes frame);

  private:
    struct item {
        std::int64_t row;
        shared_bytes frame;
    };

    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> deliver(boost::asio::ip::tcp::socket& receiver, const item& next);

    io& home_;
    boost::asio::ip::tcp::endpoint receiver_;
    writer& store_;
    std::deque<item> waiting_;
    boost::asio::steady_timer arrived_;
    std::string answer_;
};

} // namespace road
