// MLLP input: a port, and one coroutine a connection. Source: HL7 v2 Minimal Lower Layer Protocol, release 1.
#pragma once

#include "engine/listen/input.hpp"
#include "engine/listen/port_terms.hpp"
#include "engine/listen/reading.hpp"

#include <cstdint>

namespace vagus::listen {

struct batch_terms {
    enum class answered : std::uint8_t {
        each, // every message by itself, as if it had come alone
        one,  // all together, in a batch of acknowledgements
    } answer = answered::each;
};

struct mllp_listener : port_terms, reading_terms {
    std::uint64_t max_message = 16U << 20U;
    batch_terms batch;
    bool commit_bytes = false; // MLLP release 2
};

struct mllp_input final : input {
    mllp_listener mllp;

    [[nodiscard]] std::unique_ptr<receiver> open(intake::source from, const surroundings& around) const override;
    [[nodiscard]] std::string_view kind() const override { return "mllp"; }
    [[nodiscard]] std::uint64_t largest_message() const override { return mllp.max_message; }
    [[nodiscard]] const config::endpoint* listens() const override { return &mllp.listen; }
    [[nodiscard]] charset::policy reading() const override { return mllp.policy(); }
    [[nodiscard]] hl7::strictness parsing() const override { return mllp.parse; }
    [[nodiscard]] const tls::input_terms* secured() const override { return mllp.tls ? &*mllp.tls : nullptr; }
};

[[nodiscard]] const config::fields<mllp_input>& mllp_input_fields();
[[nodiscard]] const config::fields<mllp_listener>& mllp_listener_fields();
[[nodiscard]] const config::fields<batch_terms>& batch_fields();

} // namespace vagus::listen
