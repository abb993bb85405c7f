#include "engine/deliver/mllp.hpp"

#include "base/limits.hpp"
#include "engine/deliver/charset_field.hpp"
#include "engine/deliver/mllp_answer.hpp"
#include "engine/deliver/mllp_unsendable.hpp"
#include "engine/runtime/stream.hpp"
#include "parsers/mllp/decoder.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <array>
#include <optional>
#include <utility>

namespace vagus::deliver {
namespace asio = boost::asio;
using boost::system::error_code;
using queue::attempt_result;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t read_size = 4 * limits::KiB;
// Some receivers leave out the CR after FS. Silence for this long inside a frame ends one that has its FS.
constexpr auto quiet_after = 500ms;

attempt_result failure(attempt_result::kind what, std::string words) {
    attempt_result result;
    result.what = what;
    result.bytes = std::move(words);
    return result;
}

// Bytes of a receiver outside of any frame: how many, and the first of them for people to look at.
struct noise {
    static constexpr std::size_t most_kept = 64 * limits::KiB;
    std::size_t size = 0;
    std::string head;

    void add(std::string_view bytes) {
        size += bytes.size();
        head += bytes.substr(0, most_kept - head.size());
    }
};

class mllp_sender final : public queue::sender {
  public:
    mllp_sender(const mllp_receiver& to, std::string where, const surroundings& around, asio::io_context& context)
        : to_{to}
        , where_{std::move(where)}
        , certificates_{around.certificates}
        , note_{around.note}
        , peer_{context} {}

    asio::awaitable<attempt_result> send(const store::queued_delivery& delivery) override {
        if (auto failed = co_await connected()) {
            peer_.close();
            if (stopping_) co_return failure(attempt_result::kind::stopped, {});
            auto refused =
                failure(attempt_result::kind::connection, "cannot connect to " + where_ + ": " + peer_.words(failed));
            refused.unsent = true;
            co_return refused;
        }
        if (auto refused = unsendable(*delivery.body)) co_return std::move(*refused);
        static constexpr char head = mllp::start_block;
        static constexpr char tail[] = {mllp::end_block, mllp::carriage_return};
        const runtime::gather frame{asio::buffer(&head, 1), asio::buffer(*delivery.body), asio::buffer(tail)};
        if (auto failed = co_await peer_.write_all(to_.ack_timeout, frame)) {
            peer_.close();
            co_return failure(attempt_result::kind::connection,
                              "writing to " + where_ + " failed: " + peer_.words(failed));
        }
        if (to_.expect == expected::nothing) co_return taken();
        auto result = co_await answer_to(delivery);
        // After anything but an answer that belongs to this message, a late one could be taken for the next: a new
        // connection.
        if (result.what != attempt_result::kind::answered || stopping_) peer_.close();
        co_return result;
    }

    void stop() override {
        stopping_ = true;
        if (!waiting_) peer_.close();
    }

  private:
    asio::awaitable<error_code> connected() {
        if (stopping_) co_return asio::error::operation_aborted;
        if (peer_.is_open() && !still_good()) {
            note_surplus();
            peer_.close();
        }
        if (peer_.is_open()) co_return error_code{};
        std::string host = to_.connect.host.empty() ? "127.0.0.1" : to_.connect.host;
        auto failed = co_await peer_.connect(host, to_.connect.port, to_.connect_timeout);
        if (!failed && to_.tls) {
            auto how = certificates_.towards(*to_.tls, host);
            failed = co_await peer_.secure(std::move(how), to_.connect_timeout);
        }
        if (!failed) answers_ = mllp::decoder{bounds()};
        co_return failed;
    }

    // A receiver may close after each message, and may send an answer twice or late: neither may cost the next message
    // a try.
    bool still_good() { return peer_.idle() && answers_.held() == 0; }

    void note_surplus() {
        auto bytes = answers_.take_rest();
        std::array<char, read_size> more{};
        bytes.append(more.data(), peer_.take_arrived(more));
        if (!mllp::is_filler(bytes)) note_("answer_surplus", std::nullopt, std::move(bytes));
    }

    asio::awaitable<attempt_result> answer_to(const store::queued_delivery& delivery) {
        noise unframed;
        waiting_ = true;
        auto result = co_await first_answer(delivery, unframed);
        peer_.within().off();
        waiting_ = false;
        if (!mllp::is_filler(unframed.head)) note_("answer_unframed", delivery.message, std::move(unframed.head));
        co_return result;
    }

    asio::awaitable<attempt_result> first_answer(const store::queued_delivery& delivery, noise& unframed) {
        const auto due = std::chrono::steady_clock::now() + to_.ack_timeout;
        mllp_answers answers{to_.expect, *delivery.body};
        bool alert = false;   // TLS's word for "what is this?"
        bool quiet = false;   // the decoder was told that nothing more comes for what it holds
        std::size_t late = 0; // bytes read after the deadline
        error_code ended;
        for (;;) { // ends with a frame, an error, or the deadline
            while (auto event = answers_.next()) {
                if (auto* frame = std::get_if<mllp::frame>(&*event)) {
                    auto result = answers.take(frame->bytes);
                    if (!result) continue;
                    if (result->what == attempt_result::kind::unreadable)
                        note_("answer_strange", delivery.message, std::move(frame->bytes));
                    if (answers.committed() && result->what == attempt_result::kind::answered) co_await commit_answer();
                    co_return std::move(*result);
                }
                if (auto* stray = std::get_if<mllp::stray>(&*event)) {
                    alert = alert || (unframed.size == 0 && tls::looks_like_alert(stray->bytes));
                    unframed.add(stray->bytes);
                }
                if (std::get_if<mllp::too_long>(&*event) != nullptr)
                    co_return failure(attempt_result::kind::unreadable, "the answer is longer than max_answer");
            }
            if (ended) co_return alert ? expects_tls() : without_answer(ended, unframed);
            auto room = answers_.prepare(read_size);
            auto left = due - std::chrono::steady_clock::now();
            bool hold_on = answers_.inside_frame() && !quiet && left > quiet_after;
            peer_.within().expires_after(hold_on ? std::chrono::steady_clock::duration{quiet_after} : left);
            // What has come by then is still read. It has an end: under a flood the timer passes while a read is
            // complete, each time.
            runtime::arrival came{0, asio::error::timed_out};
            if (left.count() > 0 || late <= to_.max_answer) came = co_await peer_.read_some(room);
            if (left.count() <= 0) late += came.bytes;
            const auto [bytes, failed] = came;
            if (!failed) {
                answers_.commit(bytes);
                quiet = false;
                continue;
            }
            // An FS without its CR is complete when nothing follows; what else is held then is no answer.
            answers_.quiet();
            quiet = true;
            if (!hold_on || failed != asio::error::timed_out) ended = failed;
        }
    }

    static attempt_result taken() {
        attempt_result result;
        result.what = attempt_result::kind::answered;
        result.verdict = queue::judgement::delivered;
        result.bytes = "no answer is expected: the connection took the message";
        return result;
    }

    attempt_result without_answer(const error_code& ended, noise& unframed) {
        const auto rest = answers_.take_rest();
        if (unframed.size == 0 && tls::looks_like_alert(rest)) return expects_tls();
        unframed.add(rest);
        auto seen = unframed.size == 0 ? std::string{}
                                       : "; " + std::to_string(unframed.size) + " bytes came that are no framed answer";
        if (ended == asio::error::timed_out) return failure(attempt_result::kind::timeout, "no answer in time" + seen);
        if (unframed.size > 0) return failure(attempt_result::kind::unreadable, "connection ended" + seen);
        return failure(attempt_result::kind::connection,
                       "waiting for the answer of " + where_ + ": " + peer_.words(ended));
    }

    attempt_result expects_tls() {
        return failure(attempt_result::kind::connection,
                       where_ + " expects TLS: give this output `tls`, or switch TLS off there");
    }

    // The answer was content too, and is taken. A receiver that does not hear it may answer again, which nobody waits
    // for: so a failure here is for the next message to find.
    asio::awaitable<void> commit_answer() {
        if (to_.expect != expected::commit_and_answer) co_return;
        static constexpr std::array bytes{mllp::start_block, mllp::commit_ack, mllp::end_block, mllp::carriage_return};
        const runtime::gather frame{asio::buffer(bytes)};
        (void)co_await peer_.write_all(to_.ack_timeout, frame);
    }

    [[nodiscard]] mllp::limits bounds() const { return {.message = to_.max_answer}; }

    const mllp_receiver& to_;
    std::string where_;
    const tls::profiles& certificates_;
    wire_note note_;
    runtime::stream peer_;
    mllp::decoder answers_{bounds()};
    bool waiting_ = false; // for an answer: a stop lets it come
    bool stopping_ = false;
};

} // namespace

queue::opening mllp_output::open(const surroundings& around) const {
    return queue::make_sender{[this, around](asio::io_context& context) {
        return std::make_unique<mllp_sender>(mllp, where(), around, context);
    }};
}

routes::content mllp_output::wants() const {
    routes::content made;
    made.in = mllp.charset;
    return made;
}

std::optional<queue::judgement> mllp_output::judged(const told_answer& what) const {
    if (!what.hl7 || !answers_in_hl7()) return std::nullopt;
    attempt_result made;
    made.what = attempt_result::kind::answered;
    // It would go on waiting for the other one.
    const bool first_of_two = mllp.expect == expected::application && what.hl7->code == hl7::ack_code::CA;
    if (first_of_two) made.what = attempt_result::kind::timeout;
    made.code = what.hl7->code;
    made.error = what.hl7->error;
    made.text = what.hl7->text;
    return queue::judge(made, on_ack);
}

std::string mllp_output::where() const {
    return (mllp.connect.host.empty() ? "127.0.0.1" : mllp.connect.host) + ":" + std::to_string(mllp.connect.port);
}

result<ack_carrier, std::string> mllp_output::carries_acks() const {
    if (mllp.expect == expected::application)
        return fail(std::string{"`expect: application` waits for an answer that no acknowledgement gets"});
    const bool answered = mllp.expect == expected::answer || mllp.expect == expected::commit_and_answer;
    return ack_carrier{mllp.connect, answered};
}

const config::fields<mllp_receiver>& mllp_receiver_fields() {
    static const auto stated =
        config::fields<mllp_receiver>{"mllp", "Sends over MLLP and waits for the receiver's acknowledgement."}
            .required("connect", &mllp_receiver::connect, config::address(), "Host and port of the receiver.")
            .optional("connect_timeout", &mllp_receiver::connect_timeout, config::time_span(100ms, 10min),
                      "How long a connection may take.")
            .optional(
                "ack_timeout", &mllp_receiver::ack_timeout, config::time_span(100ms, 1h),
                "How long the receiver may take to answer; then the connection is closed and the message tried again.")
            .optional("max_answer", &mllp_receiver::max_answer, config::size(limits::KiB, 64 * limits::MiB),
                      "Longest answer accepted.")
            .optional("expect", &mllp_receiver::expect,
                      config::choice<expected>({{"answer", expected::answer},
                                                {"application", expected::application},
                                                {"commit", expected::commit},
                                                {"commit_and_answer", expected::commit_and_answer},
                                                {"nothing", expected::nothing}}),
                      "What answers a message. `answer`: the first acknowledgement. `application`: AA, AE or AR, after "
                      "any CA. `commit`: the byte 06 of MLLP release 2. `commit_and_answer`: both, and the "
                      "acknowledgement gets a byte back. `nothing`: for a receiver that never answers; what is lost on "
                      "the way is not noticed.")
            .optional("charset", &mllp_receiver::charset, charset_field(), charset_words)
            .optional("tls", &mllp_receiver::tls, config::maybe(config::object(tls::output_terms_fields)),
                      "TLS towards the receiver; without it, plain TCP.");
    return stated;
}

const config::fields<mllp_output>& mllp_output_fields() {
    static const auto stated = config::fields<mllp_output>{"mllp output", "Sends messages over MLLP."}
                                   .required("mllp", &mllp_output::mllp, config::object(mllp_receiver_fields),
                                             "Sends over MLLP and waits for the receiver's acknowledgement.")
                                   .include(output_fields())
                                   .include(acknowledged_fields());
    return stated;
}

} // namespace vagus::deliver
