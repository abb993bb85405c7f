// MLLP output: a persistent connection a lane, one message in flight on it, the receiver's answer matched by MSA-2.
// Source: HL7 v2 Minimal Lower Layer Protocol; HL7 v2.5.1 chapter 2, section 2.9.2.
#pragma once

#include "engine/deliver/output.hpp"

#include <chrono>
#include <optional>

namespace vagus::deliver {

// What must come before a message counts as answered.
enum class expected : std::uint8_t {
    answer,            // the first acknowledgement
    application,       // AA, AE or AR; a CA before it ends nothing
    commit,            // MLLP release 2: the commit byte, nothing else
    commit_and_answer, // the commit byte, then the first acknowledgement, which gets a commit byte back
    nothing,           // that the connection took the bytes
};

struct mllp_receiver {
    config::endpoint connect;
    config::duration connect_timeout{std::chrono::seconds{5}};
    config::duration ack_timeout{std::chrono::seconds{30}};
    std::uint64_t max_answer = 1U << 20U; // longest answer accepted
    expected expect = expected::answer;
    routes::charset_wish charset;
    std::optional<vagus::tls::output_terms> tls;
};

struct mllp_output final : output {
    mllp_receiver mllp;

    [[nodiscard]] queue::opening open(const surroundings& around) const override;
    [[nodiscard]] routes::content wants() const override;
    [[nodiscard]] std::string where() const override;
    [[nodiscard]] result<ack_carrier, std::string> carries_acks() const override;
    [[nodiscard]] bool answers_in_hl7() const override {
        return mllp.expect != expected::commit && mllp.expect != expected::nothing;
    }
    [[nodiscard]] std::optional<queue::judgement> judged(const told_answer& what) const override;
    [[nodiscard]] const tls::output_terms* secured() const override { return mllp.tls ? &*mllp.tls : nullptr; }
};

[[nodiscard]] const config::fields<mllp_output>& mllp_output_fields();
[[nodiscard]] const config::fields<mllp_receiver>& mllp_receiver_fields();

} // namespace vagus::deliver
