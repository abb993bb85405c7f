#include "engine/listen/kafka/reader.hpp"

#include "base/limits.hpp"
#include "engine/listen/events.hpp"
#include "engine/listen/kafka.hpp"
#include "engine/runtime/pause.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <ranges>
#include <utility>

namespace vagus::listen::kafka {
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

// How often it is looked whether something has come, when nothing had.
constexpr auto look_every = 20ms;
// A record whose message the store could not promise, and a member that could not be made.
constexpr auto again_after = 1s;
// A group that does not answer while it is left. Its brokers find out by themselves.
constexpr auto farewell = 10s;
constexpr std::size_t kept_of_too_long = 1024;
// A message that waits for long holds its partition's offset, and others go past it: so many, which is what a restart
// may have to look through.
constexpr std::size_t widest = 100'000;

vagus::kafka::properties settings_of(const kafka_topics& how, const tls::profile* files) {
    auto all = vagus::kafka::properties_of(how, files);
    const bool earliest = how.start == kafka_topics::beginning::earliest;
    for (const auto& [name, value] : std::initializer_list<std::pair<const char*, std::string>>{
             {"group.id", how.group},
             {"session.timeout.ms", std::to_string(how.session.count())},
             {"heartbeat.interval.ms", std::to_string(std::min<std::int64_t>(how.session.count() / 3, 3000))},
             // Only what we say is settled is ever committed.
             {"enable.auto.offset.store", "false"},
             {"enable.auto.commit", "true"},
             {"auto.commit.interval.ms", "1000"},
             {"auto.offset.reset", earliest ? "earliest" : "latest"},
             // What is read ahead of us, in memory.
             {"queued.max.messages.kbytes", "16384"},
             {"queued.min.messages", "1000"},
             {"topic.metadata.refresh.interval.ms", "10000"},
         })
        all.emplace_back(name, value);
    return all;
}

} // namespace

reader::reader(intake::source from, const kafka_topics& how, const surroundings& around)
    : from_{std::move(from)}
    , how_{how}
    , around_{around}
    , settings_{settings_of(how, how.tls ? around.certificates.files(how.tls->use.value) : nullptr)}
    , box_{thread_.context()}
    , tasks_{thread_.context(), around.report}
    , timer_{thread_.context()}
    , share_{around.in_flight}
    , ear_{std::make_shared<const store::watcher>([this](const store::settlement& what) { told(what); })} {}

// What the store still had to tell may be under way.
reader::~reader() {
    thread_.stop();
}

void reader::start() {
    thread_.start("vagus-kafka-in");
    asio::post(thread_.context(), [this] { tasks_.spawn("kafka", run()); });
}

void reader::stop(std::function<void()> then) {
    stopping_.store(true);
    asio::post(thread_.context(), [this, then = std::move(then)]() mutable {
        timer_.cancel();
        tasks_.when_empty([this, then = std::move(then)] {
            then();
            thread_.context().stop(); // what was replaced stays in memory, and without a thread
        });
    });
}

asio::awaitable<void> reader::run() {
    while (!stopping()) { // a membership a turn
        auto made = consumer::open(settings_, how_.topics);
        if (made) {
            member_ = std::move(*made);
            co_await converse();
            co_await leave();
        } else {
            tell({made.error()});
        }
        if (!stopping()) co_await runtime::pause(timer_, again_after);
    }
}

asio::awaitable<void> reader::converse() {
    while (!stopping()) { // something that happens, or a look
        keep_to_limits();
        auto now = member_->poll();
        if (auto* one = std::get_if<record>(&now)) {
            co_await take(std::move(*one));
        } else if (auto* mine = std::get_if<assigned>(&now)) {
            co_await begin(std::move(mine->which));
        } else if (const auto* gone = std::get_if<revoked>(&now)) {
            co_await give_up(gone->which);
            member_->unassign();
        } else if (const auto* wrong = std::get_if<trouble>(&now)) {
            tell(*wrong);
            if (wrong->for_good) co_return;
        } else {
            co_await runtime::pause(timer_, look_every);
        }
    }
}

// Leaving hands the partitions to others, as if they had been revoked.
asio::awaitable<void> reader::leave() {
    member_->begin_close();
    const auto until = std::chrono::steady_clock::now() + farewell;
    while (!member_->closed() && std::chrono::steady_clock::now() < until) {
        auto now = member_->poll();
        if (const auto* gone = std::get_if<revoked>(&now)) {
            co_await give_up(gone->which);
            member_->unassign();
        } else if (std::holds_alternative<std::monostate>(now)) {
            co_await runtime::pause(timer_, look_every);
        }
    }
    std::vector<partition> left;
    for (const auto& [which, state] : held_) left.push_back(which);
    co_await give_up(left); // of a group that did not answer
    member_.reset();
}

void reader::keep_to_limits() {
    const bool wide = std::ranges::any_of(held_, [](const auto& each) { return each.second.open.width() >= widest; });
    const bool full =
        wide || followed_.size() >= static_cast<std::size_t>(how_.in_flight) || !around_.intake.reads(from_);
    if (full == paused_) return;
    std::vector<partition> all;
    for (const auto& [which, state] : held_) all.push_back(which);
    member_->pause(all, full);
    paused_ = full;
}

place reader::place_at(std::int64_t offset) const {
    const auto lowest = followed_.lowest();
    return {offset, lowest ? lowest : last_};
}

asio::awaitable<bool> reader::follow(const origin& what, message_id message) {
    for (;;) {
        const auto standing = co_await around_.intake.follow(message, ear_, box_);
        if (standing) co_return followed_.add(what, message, *standing);
        // A store that has ended takes the process with it, and nothing is committed any more.
        if (standing.error().what != store::store_error::kind::full || stopping()) co_return true;
        co_await runtime::pause(timer_, again_after);
    }
}

asio::awaitable<void> reader::take(record what) {
    const auto mine = held_.find(what.from);
    if (mine == held_.end() || (mine->second.before && what.offset <= *mine->second.before)) co_return;
    mine->second.open.begin(what.offset);
    if (!co_await accepted(what)) co_return;
    messages_.fetch_add(1, std::memory_order_relaxed);
}

// Until the store has it: a record that is passed over would be lost.
asio::awaitable<bool> reader::accepted(const record& what) {
    const progress reached = [this, &what](bool) {
        return store::reached{source_of(what.from), to_text(place_at(what.offset))};
    };
    const auto peer = what.from.topic + "/" + std::to_string(what.from.number) + "@" + std::to_string(what.offset);
    const door in{around_.intake, from_, box_, share_};
    const auto needs = 2 * std::min(what.bytes.size(), how_.max_message);
    int looks = 0;
    while (!stopping()) {
        const bool reads = around_.intake.reads(from_);
        if (reads && share_.hold(needs)) {
            intake::verdict said;
            if (what.bytes.size() > how_.max_message) {
                hl7::parse_error why{how_.max_message, "message", "at most max_message bytes"};
                said = co_await around_.intake.refuse(from_, peer, what.bytes.substr(0, kept_of_too_long),
                                                      std::move(why), box_, reached(true));
            } else {
                auto came = co_await listen::take(in, peer, what.bytes, what.bytes.size(), reached);
                said = std::move(came.verdict);
            }
            share_.hold(0);
            if (said.what != intake::verdict::act::close) {
                last_ = said.message;
                const origin whose{what.from, what.offset};
                if (!co_await follow(whose, said.message)) ended(whose);
                co_return true;
            }
        } else if (reads && ++looks == 2) { // again_after later
            around_.report(input_waits{from_.name, static_cast<std::int64_t>(needs)});
        }
        co_await runtime::pause(timer_, again_after);
    }
    co_return false;
}

void reader::told(const store::settlement& what) {
    for (const auto& each : followed_.told(what.at)) ended(each);
}

void reader::ended(const origin& what) {
    if (!what.recalled) {
        const auto mine = held_.find(what.from);
        if (mine == held_.end()) return;
        mine->second.open.end(what.offset);
        return commit(what.from);
    }
    if (--recalled_ > 0) return;
    for (auto& [which, state] : held_) {
        if (!state.before) continue;
        state.open.end(*state.before);
        commit(which);
    }
}

void reader::commit(const partition& which) {
    if (const auto next = held_.at(which).open.advanced()) member_->settled_up_to(which, *next);
}

void reader::tell(const trouble& what) {
    if (std::exchange(trouble_, what.words) == what.words) return;
    around_.report(brokers_trouble{from_.name, what.words});
}

} // namespace vagus::listen::kafka
