// One sender's connection: read a frame, make it durable, answer, and nothing else.
#pragma once

#include "bare/lane.hpp"
#include "bare/writer.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <span>

namespace road {

// `home` runs on one thread, and `sender` belongs to it.
boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket sender, io& home, writer& store,
                                   std::span<const std::unique_ptr<lane>> lanes);

} // namespace road
