// A peer that vanished without a word (power, cable, a firewall that forgot the connection) is noticed by the system
// within these times, and the connection ends with an error. Source: RFC 1122 section 4.2.3.6, RFC 5482, tcp(7).
#pragma once

#include <chrono>

namespace vagus::runtime {

// Nothing has come for so long: the peer is asked whether it is there, so often, so many times.
inline constexpr std::chrono::seconds silence_before_asking{30};
inline constexpr std::chrono::seconds between_questions{10};
inline constexpr int questions = 3;
// What we have sent is not confirmed by the peer's system for so long. A peer that is alive and makes no room for what
// we send ends the same way, so this is longer than the silence above.
inline constexpr std::chrono::seconds unconfirmed{120};

// A system that refuses one of them notices later.
void notice_half_open(int connected_socket);

} // namespace vagus::runtime
