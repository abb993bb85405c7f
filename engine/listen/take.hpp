// From the bytes of one message to its verdict: the step that every way in has in common.
#pragma once

#include "engine/intake/intake.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace vagus::listen {

// How far the input comes with a message, for an input that reads by itself.
using progress = std::function<store::reached(bool refused)>;

struct taken {
    intake::verdict verdict;
    bool refused = false; // the bytes are no message; they are kept as refused
};

// Where messages of one input go, on one thread. All of it outlives the call.
struct door {
    intake::intake& into;
    const intake::source& from;
    store::mailbox& box;
    intake::share& share; // holds `beside` and what is made of the bytes while they are in hand
};

[[nodiscard]] boost::asio::awaitable<taken> take(door in, std::string_view peer, std::string bytes, std::size_t beside,
                                                 progress with);

} // namespace vagus::listen
