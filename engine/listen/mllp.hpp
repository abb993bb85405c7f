// MLLP input: a port, and one coroutine a connection. Source: HL7 v2 Minimal Lower Layer Protocol, release 1.
#pragma once

#include "engine/listen/input.hpp"

#include <chrono>
#include <optional>

namespace vagus::listen {

struct mllp_listener {
    config::endpoint listen;
    std::uint64_t max_message = 16U << 20U;
    std::int64_t max_connections = 1024;
    config::duration idle_timeout{std::chrono::hours{1}};
    config::duration write_timeout{std::chrono::seconds{30}};
    bool commit_bytes = false; // MLLP release 2
    std::optional<vagus::tls::input_terms> tls;
};

struct mllp_input final : input {
    mllp_listener mllp;

    [[nodiscard]] std::unique_ptr<receiver> open(intake::source from, const surroundings& around) const override;
    [[nodiscard]] std::uint64_t largest_message() const override { return mllp.max_message; }
    [[nodiscard]] const tls::input_terms* secured() const override { return mllp.tls ? &*mllp.tls : nullptr; }
};

[[nodiscard]] const config::fields<mllp_input>& mllp_input_fields();

} // namespace vagus::listen
