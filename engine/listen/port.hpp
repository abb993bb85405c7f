// A TCP port and its connections: the part of an input that every protocol over TCP shares. Accepts on one thread,
// hands connections to all, keeps to the limits, and stops in order.
#pragma once

#include "engine/listen/input.hpp"
#include "engine/listen/port_session.hpp"

#include <functional>
#include <memory>

namespace vagus::listen {

// Makes the session of a connection, on the thread it will live on.
using make_session =
    std::function<std::unique_ptr<port_session>(boost::asio::ip::tcp::socket, port_service&, store::mailbox&)>;

[[nodiscard]] std::unique_ptr<receiver> open_port(intake::source from, const port_terms& how,
                                                  const surroundings& around, make_session make);

} // namespace vagus::listen
