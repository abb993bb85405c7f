// How commands talk to the running engine: a Unix socket in the store's folder, one JSON object a line each way.
// Whoever may open the store's folder may talk to the engine. A request is {"do": VERB, ...}; an answer carries "error"
// or the result, and "engine", the version of who answers.
#pragma once

#include <cstddef>
#include <string_view>

namespace vagus::admin {

inline constexpr std::string_view socket_name = "admin.sock";
inline constexpr std::string_view version = VAGUS_VERSION;
inline constexpr std::size_t request_bytes = 64U << 10U; // longest request
inline constexpr std::size_t answer_bytes = 256U << 20U; // longest answer a client takes: a dead letter with its bytes
inline constexpr std::size_t connections = 16;           // open at once
inline constexpr std::size_t rows = 1000;                // dead letters in one answer
inline constexpr std::size_t groups = 1000;              // causes in one answer; the others are one row
inline constexpr std::size_t acts = 100;                 // dead letters or messages that one request acts on
inline constexpr std::size_t acts_foreseen = 10'000;     // that one command may mean: what a preview looks at
inline constexpr int ids = 1000;                         // that one command may name: a third of a request
inline constexpr std::size_t reasons = 100;              // why some cannot be sent, in one answer

} // namespace vagus::admin
