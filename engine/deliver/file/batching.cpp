#include "engine/deliver/file/batching.hpp"

#include "engine/deliver/file/batch_file.hpp"
#include "engine/deliver/file/slot.hpp"
#include "engine/queue/hours.hpp"
#include "engine/runtime/io_pool.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace vagus::deliver::file {
namespace asio = boost::asio;
using namespace std::chrono_literals;
using queue::attempt_result;

namespace {

// A file is written once nothing more has come for so long: the queue reads from the disk in turns.
constexpr auto quiet = 500ms;
// Clocks on the wall jump: it is looked again after so long at the latest.
constexpr auto longest_sleep = 30s;

attempt_result outcome(attempt_result::kind what, std::string words) {
    attempt_result made;
    made.what = what;
    made.bytes = std::move(words);
    return made;
}
attempt_result outcome(queue::judgement verdict, std::string words) {
    auto made = outcome(attempt_result::kind::answered, std::move(words));
    made.verdict = verdict;
    return made;
}

class gathering final : public queue::pipeline {
  public:
    gathering(batches how, asio::io_context& context, owner& to, const clock& time, remark& state)
        : how_{std::move(how)}
        , context_{context}
        , to_{to}
        , time_{time}
        , state_{state}
        , due_{context}
        , quiet_{context} {
        disk_.start("vagus-files");
    }

    bool send(const store::queued_delivery& delivery, std::uint64_t ticket) override {
        // Nothing overtakes what was refused: its dead letter may stop those behind it.
        if (!writing_.empty() || untold_ > 0) return false; // their reports ring
        const auto now = moment(time_.wall());
        const auto when = slot_at(moment(delivery.received), now, how_.how.at, *how_.local);
        if (when.due > now) return sleep_until(when, now), false;
        // It would be read as a part of the message before it.
        if (!delivery.body->starts_with("MSH"))
            return conclude(ticket, outcome(queue::judgement::dead_letter, "it does not begin with the bytes MSH, as "
                                                                           "the messages of a batch do")),
                   true;
        if (!open_.empty() && (when != slot_ || full(delivery.body->size()))) return close(), false;
        slot_ = when;
        bytes_ += delivery.body->size();
        open_.push_back({ticket, delivery.message, delivery.body});
        wait(quiet_, quiet, [this] { close(); });
        return true;
    }

    void purge() override { take_back(open_, attempt_result::kind::stopped); }
    void abandon() override {
        purge();
        ++writing_is_; // whatever becomes of that file, nobody waits for it any more; it may yet be written
        knows_ = false;
        take_back(writing_, attempt_result::kind::timeout);
    }
    void stop() override {
        due_.cancel();
        purge(); // what is being written is written
    }

  private:
    struct item {
        std::uint64_t ticket = 0;
        message_id message;
        std::shared_ptr<const std::string> body;
    };

    static std::chrono::sys_time<std::chrono::microseconds> moment(wall_us since) {
        return std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{since}};
    }
    [[nodiscard]] bool full(std::size_t more) const {
        return std::cmp_greater_equal(open_.size(), how_.how.max) || bytes_ + more > batch_bytes;
    }

    template <class Then> void wait(asio::steady_timer& timer, std::chrono::steady_clock::duration span, Then then) {
        timer.expires_after(span);
        timer.async_wait([then = std::move(then), still = std::weak_ptr{alive_}](const boost::system::error_code& cut) {
            if (!cut && !still.expired()) then();
        });
    }
    void sleep_until(const slot& when, std::chrono::sys_time<std::chrono::microseconds> now) {
        state_.set("the next file is due " + hl7_time_of(when, *how_.local));
        const std::chrono::microseconds left = when.due - now;
        wait(due_, std::min<std::chrono::microseconds>(left, longest_sleep), [this] { to_.room(); });
    }

    void close() {
        quiet_.cancel();
        if (open_.empty()) return;
        batch_file file{.folder = how_.folder,
                        .prefix = how_.stem + "-" + name_of(slot_, how_.how.at) + "-",
                        .id = to_text(open_.front().message),
                        .ending = how_.ending,
                        .created = hl7_time_of(slot_, *how_.local),
                        .in_file = how_.how.wrap == batching::wrapping::fhs_bhs,
                        .messages = {},
                        .may_be_there = !std::exchange(knows_, true)};
        for (const auto& each : open_) file.messages.push_back(each.body);
        writing_ = std::exchange(open_, {});
        bytes_ = 0;
        asio::post(disk_.context(), [this, which = writing_is_, still = std::weak_ptr{alive_}, &home = context_,
                                     file = std::move(file)] {
            auto done = write(file);
            asio::post(home, [this, which, still, done = std::move(done)] {
                if (!still.expired() && which == writing_is_) written(done);
            });
        });
    }

    void written(const batch_written& done) {
        using kind = put_result::kind;
        state_.set({});
        auto all = std::exchange(writing_, {});
        ++writing_is_;
        if (done.what.what != kind::written && done.what.what != kind::same) {
            const auto why =
                done.what.what == kind::occupied ? "a file of that name is there, with other content" : done.what.words;
            knows_ = false;
            auto first = outcome(attempt_result::kind::connection, "writing into " + how_.folder + " failed: " + why);
            to_.reported(all.front().ticket, std::move(first), false); // one try of one file
            all.erase(all.begin());
            for (auto& each : all) to_.reported(each.ticket, outcome(attempt_result::kind::stopped, {}), false);
            return;
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto& there = done.where[i];
            to_.reported(all[i].ticket,
                         outcome(queue::judgement::delivered,
                                 there.empty() ? "in " + done.name : "was there already, in " + there),
                         false);
        }
        to_.room();
    }

    void take_back(std::vector<item>& which, attempt_result::kind as) {
        for (const auto& each : std::exchange(which, {})) conclude(each.ticket, outcome(as, {}));
        if (&which == &open_) bytes_ = 0;
    }
    // Reports what was decided here, but not from within a call of the queue's.
    void conclude(std::uint64_t ticket, attempt_result result) {
        ++untold_;
        asio::post(context_, [this, still = std::weak_ptr{alive_}, ticket, result = std::move(result)]() mutable {
            if (still.expired()) return;
            --untold_;
            to_.reported(ticket, std::move(result), false);
            to_.room();
        });
    }

    batches how_;
    asio::io_context& context_;
    owner& to_;
    const clock& time_;
    remark& state_;
    asio::steady_timer due_;
    asio::steady_timer quiet_;
    slot slot_{};            // of open_
    std::vector<item> open_; // gathered, and not yet being written
    std::size_t bytes_ = 0;  // of open_
    std::size_t untold_ = 0; // decided in send() or taken back, and not yet reported
    std::vector<item> writing_;
    std::uint64_t writing_is_ = 0; // which of all that were written
    bool knows_ = false;           // what stands in the files of its slots
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    runtime::io_thread disk_; // first to go: it uses the others
};

} // namespace

const config::fields<batching>& batching_fields() {
    static const auto stated =
        config::fields<batching>{"batch", "Messages wait until a time of day and leave together, in one file of the "
                                          "batch protocol (HL7 v2.5.1, 2.10.3)."}
            .required("at", &batching::at, queue::time_of_day(),
                      "When: once a day, by clocks where `site.timezone` is. What a stop of the engine missed is made "
                      "up for at its start.")
            .optional("wrap", &batching::wrap,
                      config::choice<batching::wrapping>(
                          {{"fhs_bhs", batching::wrapping::fhs_bhs}, {"bhs", batching::wrapping::bhs}}),
                      "`fhs_bhs`: a file of one batch; `bhs`: a batch without the lines of a file.")
            .optional("max", &batching::max, config::integer(1, 10'000),
                      "Messages of one file, and 16 MiB: where more wait, more files follow.");
    return stated;
}

std::unique_ptr<queue::pipeline> make_batches(batches how, asio::io_context& context, queue::pipeline::owner& to,
                                              const clock& time, remark& state) {
    return std::make_unique<gathering>(std::move(how), context, to, time, state);
}

} // namespace vagus::deliver::file
