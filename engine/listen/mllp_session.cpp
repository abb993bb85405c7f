#include "engine/listen/mllp_session.hpp"

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "engine/listen/events.hpp"
#include "engine/listen/take.hpp"
#include "engine/runtime/pause.hpp"
#include "parsers/hl7/batch.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace vagus::listen {
namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t read_size = 8 * limits::KiB;
// How often a session that may not read looks whether the store has room again.
constexpr auto store_look = 100ms;
// Some senders leave out the CR after FS. Silence for this long inside a frame ends one that has its FS.
constexpr auto quiet_after = 500ms;

} // namespace

mllp_session::mllp_session(tcp::socket peer, port_service& service, const mllp_listener& how, store::mailbox& box)
    : port_session{std::move(peer), service, box}
    , how_{how}
    , frames_{{.message = how.max_message}} {}

asio::awaitable<void> mllp_session::converse() {
    for (;;) { // a message a turn; ends with the connection
        auto arrived = co_await read();
        if (!arrived) break;
        if (auto* frame = std::get_if<mllp::frame>(&*arrived); frame != nullptr && hl7::is_batch(frame->bytes)) {
            if (co_await take_batch(std::move(frame->bytes)) == go::end) break;
            share_.hold(frames_.held());
            continue;
        }
        auto verdict = co_await take(std::move(*arrived));
        service_.messages.fetch_add(1, std::memory_order_relaxed);
        // The one place where an answer leaves: below the commit that made its message durable.
        if (co_await respond(std::move(verdict)) == go::end) break;
        share_.hold(frames_.held());
    }
}

asio::awaitable<std::optional<mllp::event>> mllp_session::read() {
    bool quiet = false; // the decoder was told that nothing more comes for what it holds
    for (;;) {          // ends with a message, the connection or the deadline
        while (auto event = frames_.next()) {
            auto* stray = std::get_if<mllp::stray>(&*event);
            if (stray == nullptr && !is_commit(*event)) co_return event;
            if (stray != nullptr) note_stray(std::move(stray->bytes));
        }
        if (!service_.around.intake.reads(service_.from)) co_await room_in_the_store();
        if (stopping() && !frames_.inside_frame()) {
            end_ = "the engine stops";
            co_return std::nullopt;
        }
        if (gone_) {
            if (frames_.inside_frame()) broken("ended inside a message: " + end_);
            co_return std::nullopt;
        }
        if (!co_await room_for(frames_.held())) {
            broken("no room within site.in_flight");
            co_return std::nullopt;
        }

        auto room = frames_.prepare(read_size);
        bool hold_on = frames_.inside_frame() && !quiet;
        const auto span = hold_on ? std::min<config::duration>(quiet_after, how_.idle_timeout) : how_.idle_timeout;
        auto [bytes, failed] = co_await read_some(room, span);
        if (!failed) {
            if (!std::exchange(begun_, true) && speaks_tls(room.first(bytes))) co_return std::nullopt;
            frames_.commit(bytes);
            quiet = false;
            continue;
        }
        if (hold_on && (failed == asio::error::timed_out || failed == asio::error::eof)) {
            frames_.quiet();
            quiet = true;
            gone_ = failed == asio::error::eof; // reading once more would wait for an event that has come already
            continue;
        }
        end_because(failed);
        if (frames_.inside_frame()) {
            broken("ended inside a message: " + end_);
        } else if (frames_.held() > 0) {
            note_stray(frames_.take_rest());
        }
        co_return std::nullopt;
    }
}

asio::awaitable<void> mllp_session::room_in_the_store() {
    asio::steady_timer timer{peer_.get_executor()};
    while (!stopping() && !service_.around.intake.reads(service_.from)) co_await runtime::pause(timer, store_look);
}

asio::awaitable<intake::verdict> mllp_session::take(mllp::event arrived) {
    auto& intake = service_.around.intake;
    if (auto* longer = std::get_if<mllp::too_long>(&arrived)) {
        // The rest of it is skipped as it comes; the sender must not wait for an answer that never comes.
        hl7::parse_error why{how_.max_message, "message", "at most max_message bytes"};
        auto refused = co_await intake.refuse(service_.from, name_, std::move(longer->head), std::move(why), box_);
        refused.kept = false;
        co_return refused;
    }
    auto bytes = std::move(std::get<mllp::frame>(arrived).bytes);
    const door in{intake, service_.from, box_, share_};
    auto came = co_await listen::take(in, name_, std::move(bytes), frames_.held() + batch_, progress{});
    co_return std::move(came.verdict);
}

asio::awaitable<mllp_session::go> mllp_session::take_batch(std::string bytes) {
    const auto found = hl7::read_batch(bytes);
    if (!found) {
        auto why = found.error();
        auto refused =
            co_await service_.around.intake.refuse(service_.from, name_, std::move(bytes), std::move(why), box_);
        co_return co_await respond(std::move(refused));
    }
    // MLLP knows one commit byte a content, so the answers are one too.
    const bool one = how_.batch.answer == batch_terms::answered::one || how_.commit_bytes;
    std::vector<std::string> answers;
    batch_ = bytes.size();
    for (const auto message : found->messages) {
        mllp::event alone = mllp::frame{std::string{message}};
        auto verdict = co_await take(std::move(alone));
        service_.messages.fetch_add(1, std::memory_order_relaxed);
        if (!one || verdict.what == intake::verdict::act::close) {
            if (co_await respond(std::move(verdict)) == go::end) co_return go::end;
            continue;
        }
        for (auto* answer : {&verdict.accept, &verdict.application})
            if (!answer->empty()) answers.push_back(std::move(*answer));
    }
    batch_ = 0;
    if (!one) co_return go::on;
    intake::verdict whole{intake::verdict::act::answer, {}, {}, {}};
    if (!answers.empty() || found->messages.empty())
        whole.application = hl7::batch_of_answers(found->header, answers, intake::hl7_time(system_clock().wall()));
    co_return co_await respond(std::move(whole));
}

asio::awaitable<mllp_session::go> mllp_session::respond(intake::verdict verdict) {
    if (verdict.what == intake::verdict::act::close) {
        end_ = "the store could not promise";
        co_return go::end;
    }
    std::string commit;
    if (how_.commit_bytes) commit = verdict.kept ? mllp::commit_ack : mllp::commit_nak;

    static constexpr char head = mllp::start_block;
    static constexpr char tail[] = {mllp::end_block, mllp::carriage_return};
    for (auto* answer : {&commit, &verdict.accept, &verdict.application}) {
        if (answer->empty()) continue;
        const runtime::gather frame{asio::buffer(&head, 1), asio::buffer(*answer), asio::buffer(tail)};
        if (auto failed = co_await peer_.write_all(how_.write_timeout, frame)) {
            service_.around.report(ack_not_written{service_.from.name, verdict.message, peer_.words(failed)});
            service_.around.intake.note(service_.from, "ack_not_written", verdict.message, std::move(*answer));
            end_ = "the answer could not be written";
            co_return go::end;
        }
    }
    co_return go::on;
}

// The sender's commit byte for an acknowledgement of ours. A refusal is a matter for people: the message is safe here,
// and what became of its sender's knowledge of that we cannot mend.
bool mllp_session::is_commit(const mllp::event& arrived) {
    const auto* frame = std::get_if<mllp::frame>(&arrived);
    if (!how_.commit_bytes || frame == nullptr || !mllp::is_commit(frame->bytes)) return false;
    if (frame->bytes.front() == mllp::commit_nak)
        service_.around.intake.note(service_.from, "ack_refused", std::nullopt, frame->bytes);
    return true;
}

void mllp_session::note_stray(std::string bytes) {
    if (mllp::is_filler(bytes)) return;
    service_.around.report(bytes_outside_frame{service_.from.name, name_, static_cast<std::int64_t>(bytes.size())});
    service_.around.intake.note(service_.from, "outside_frame", std::nullopt, std::move(bytes));
}

void mllp_session::broken(std::string reason) {
    service_.around.report(session_broken{service_.from.name, name_, reason});
    end_ = std::move(reason);
    auto rest = frames_.take_rest();
    if (!rest.empty()) service_.around.intake.note(service_.from, "unfinished_frame", std::nullopt, std::move(rest));
}

} // namespace vagus::listen
