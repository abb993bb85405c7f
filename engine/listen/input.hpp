// An input as configuration states it, and the receiver it becomes. A kind of input is one file that states its fields
// and makes its receiver, plus one line in kinds.cpp.
#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "config/fields.hpp"
#include "engine/intake/ack_policy.hpp"
#include "engine/intake/budget.hpp"
#include "engine/intake/dedup.hpp"
#include "engine/intake/intake.hpp"
#include "engine/intake/mailbox.hpp"
#include "engine/runtime/io_pool.hpp"
#include "engine/runtime/tls/profiles.hpp"
#include "parsers/hl7/message.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::listen {

// What a receiver works with; all of it outlives the receiver.
struct surroundings {
    runtime::io_pool& pool;
    std::vector<std::unique_ptr<intake::io_mailbox>>& boxes; // by thread of the pool
    intake::intake& intake;
    intake::budget& in_flight;
    reporter& report;
    const tls::profiles& certificates;
    const std::filesystem::path& folder; // of the configuration
};

struct receiver_status {
    std::uint64_t connections = 0; // open now
    std::uint64_t messages = 0;    // answered or kept since start
};

class receiver {
  public:
    virtual ~receiver() = default;
    // Takes the port; senders may connect but nobody is served before start(). The error says which address and why.
    [[nodiscard]] virtual result<void, std::string> bind() = 0;
    // Likewise, where `before` serves the same input and will stop: a port that stays the same is taken over open.
    [[nodiscard]] virtual result<void, std::string> take_over(const receiver& /*before*/) { return bind(); }
    // Whether it may serve while another of the same input still ends.
    [[nodiscard]] virtual bool serves_beside() const { return false; }
    virtual void start() = 0;
    // No new bytes; whoever has sent a message gets its answer. `then` runs once, on any thread, when no session is
    // left.
    virtual void stop(std::function<void()> then) = 0;
    [[nodiscard]] virtual receiver_status status() const = 0;
    [[nodiscard]] virtual std::string where() const = 0; // "0.0.0.0:2575"; with port 0 the port taken
    // An answer to what an output sent, as a message, for the commit that settles that. On the output's thread.
    // Nothing: this input receives its own.
    [[nodiscard]] virtual std::optional<store::new_message> enter(const store::queued_delivery& /*sent*/,
                                                                  const std::string& /*answer*/) {
        return std::nullopt;
    }
};

struct input {
    intake::ack_policy ack;
    intake::dedup dedup;
    std::optional<intake::continuation_terms> continuation;
    intake::when_full on_full = intake::when_full::stop_reading;
    std::optional<intake::forwarded> answer;
    std::optional<config::duration> expect_every;  // nothing: it may be silent
    std::vector<config::named<std::string>> about; // for people who look after it: owner, call, ticket

    // What senders are promised, with `answer` in it, and for messages of each override.
    [[nodiscard]] intake::ack_policy promise() const;
    [[nodiscard]] std::vector<intake::ack_policy> special_promises() const;

    virtual ~input() = default;
    [[nodiscard]] virtual std::unique_ptr<receiver> open(intake::source from, const surroundings& around) const = 0;
    [[nodiscard]] virtual std::string_view kind() const = 0;         // its key in the configuration
    [[nodiscard]] virtual std::uint64_t largest_message() const = 0; // bytes; must fit the bytes in flight
    [[nodiscard]] virtual const config::endpoint* listens() const { return nullptr; } // null: on no port
    // The output whose answers are its messages; null: it receives its own.
    [[nodiscard]] virtual const config::located<std::string>* answers_of() const { return nullptr; }
    [[nodiscard]] virtual charset::policy reading() const { return {}; }
    [[nodiscard]] virtual hl7::strictness parsing() const { return hl7::strictness::lenient; }
    [[nodiscard]] virtual const tls::input_terms* secured() const { return nullptr; } // null: no TLS
    // Of one that connects by itself, likewise.
    [[nodiscard]] virtual const tls::output_terms* reaches_with() const { return nullptr; }
};

// What every kind has: dedup, continuation.
[[nodiscard]] const config::fields<input>& input_fields();
// And those whose senders hear answers: ack, answer, on_full besides.
[[nodiscard]] const config::fields<input>& answering_input_fields();
[[nodiscard]] const std::vector<config::kind<input>>& input_kinds();

} // namespace vagus::listen
