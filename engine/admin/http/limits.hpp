// What the HTTP side of the engine is limited to.
#pragma once

#include "base/limits.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace vagus::admin::http {

inline constexpr std::size_t most_connections =
    128;                                        // open at once; for a further one the one that was quiet longest goes
inline constexpr std::size_t most_streams = 32; // of events, among them
inline constexpr std::size_t longest_body = 4 * limits::MiB;
inline constexpr std::size_t most_parameters = 64; // behind '?', and in a body
inline constexpr std::size_t most_segments = 8;    // of a path
inline constexpr auto request_within = std::chrono::seconds{30};
inline constexpr auto idle_within = std::chrono::seconds{75};
inline constexpr auto write_within = std::chrono::seconds{30};
inline constexpr auto handshake_within = std::chrono::seconds{10};

} // namespace vagus::admin::http
