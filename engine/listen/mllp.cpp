#include "engine/listen/mllp.hpp"

#include "base/limits.hpp"
#include "engine/listen/mllp_session.hpp"
#include "engine/listen/port.hpp"
#include "engine/store/limits.hpp"

#include <utility>

namespace vagus::listen {

const config::fields<batch_terms>& batch_fields() {
    using answered = batch_terms::answered;
    static const auto stated = config::fields<batch_terms>{"batch", "What a batch is answered with."}.optional(
        "answer", &batch_terms::answer, config::choice<answered>({{"each", answered::each}, {"one", answered::one}}),
        "`each`: an acknowledgement a message. `one`: a batch of them; so it is always with `commit_bytes`.");
    return stated;
}

const config::fields<mllp_listener>& mllp_listener_fields() {
    static const auto stated =
        config::fields<mllp_listener>{"mllp", "Receives HL7 v2 messages over MLLP."}
            .include(port_fields())
            .optional("max_message", &mllp_listener::max_message, config::size(limits::KiB, store::longest_body),
                      "Longest message accepted; a longer one is refused with AR.")
            .optional("batch", &mllp_listener::batch, config::object(batch_fields),
                      "What a batch (FHS, BHS) is answered with. Its messages are taken one by one.")
            .optional("commit_bytes", &mllp_listener::commit_bytes, config::boolean(),
                      "MLLP release 2: a commit byte for each message before its acknowledgement, 06 once it is safe, "
                      "15 when it cannot be kept. With `ack: { mode: none }` it is the whole answer.")
            .include(reading_fields());
    return stated;
}

std::unique_ptr<receiver> mllp_input::open(intake::source from, const surroundings& around) const {
    return open_port(std::move(from), mllp, around, [this](auto peer, auto& service, auto& box) {
        return std::make_unique<mllp_session>(std::move(peer), service, mllp, box);
    });
}

const config::fields<mllp_input>& mllp_input_fields() {
    static const auto stated = config::fields<mllp_input>{"mllp input", "Receives HL7 v2 messages over MLLP."}
                                   .required("mllp", &mllp_input::mllp, config::object(mllp_listener_fields),
                                             "Receives HL7 v2 messages over MLLP.")
                                   .include(answering_input_fields());
    return stated;
}

} // namespace vagus::listen
