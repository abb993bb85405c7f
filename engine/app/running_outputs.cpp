#include "engine/app/running_outputs.hpp"

#include "engine/runtime/pause.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <utility>

namespace vagus::app {
namespace asio = boost::asio;

namespace {

// How often it is looked whether an output that is to be closed has sent everything.
constexpr auto look_every = std::chrono::milliseconds{200};

} // namespace

struct running_outputs::running {
    enum class phase : std::uint8_t { opening, open, draining, leaving, gone };
    written what;
    std::uint32_t number = 0;
    std::size_t thread = 0;
    queue::brought_by brings{};
    phase now = phase::opening;
    bool leaves = false;                 // as soon as it is open
    std::optional<written> next{};       // takes its place
    withdrawals withdrawn{};             // for that
    std::function<bool()> planned_for{}; // it is to be closed: whether more may come
    deliver::remark remark{};
    std::unique_ptr<queue::output_queue> queue{};
};

running_outputs::running_outputs(const surroundings& around)
    : around_{around}
    , tasks_{around.home, around.report}
    , queues_{std::make_shared<const queues>()} {}

running_outputs::~running_outputs() = default;

running_outputs::running& running_outputs::add(const written& what, queue::brought_by brings) {
    return all_.emplace_back(what, around_.store.known_number(store::name_kind::output, what.name),
                             thread_of(*what.value), std::move(brings));
}

std::unique_ptr<queue::output_queue> running_outputs::make(running& one) {
    const auto& stated = *one.what.value;
    queue::output_settings how{one.what.name,
                               one.number,
                               stated.how,
                               stated.retry,
                               stated.on_ack,
                               stated.dead_letter,
                               {},
                               std::move(one.brings),
                               stated.open_hours,
                               around_.local,
                               around_.counted.outputs.of(one.what.name)};
    const auto opening =
        stated.open({one.what.name, around_.time, around_.report, one.remark, around_.certificates, around_.folder,
                     around_.local, [&kept = around_.store, number = one.number](auto kind, auto message, auto bytes) {
                         kept.note(kind, number, message, std::move(bytes));
                     }});
    return queue::make_queue(std::move(how),
                             {around_.store, around_.lanes.at(one.thread).context(), *around_.boxes[one.thread],
                              around_.time, around_.report},
                             opening);
}

void running_outputs::open(const written& what, queue::brought_by brings) {
    auto& one = add(what, std::move(brings));
    one.queue = make(one);
    one.now = running::phase::open;
    publish();
}

void running_outputs::start() {
    for (auto& each : all_) asio::post(each.queue->context(), [&output = *each.queue] { output.start(); });
}

// What an output shares with others is its thread's: it is made there. It reads from the disk what came before that.
void running_outputs::open_there(const written& what, std::function<bool()> planned_for, withdrawals withdrawn) {
    auto& one = add(what, {});
    one.planned_for = std::move(planned_for);
    asio::post(around_.lanes.at(one.thread).context(), [this, &one, withdrawn = std::move(withdrawn)] {
        auto queue = make(one);
        queue->take_over(withdrawn);
        queue->start();
        asio::post(around_.home, [this, &one, queue = std::move(queue)]() mutable {
            one.queue = std::move(queue);
            opened(one);
        });
    });
}

void running_outputs::opened(running& one) {
    one.now = running::phase::open;
    publish();
    if (one.leaves) return leave(one);
    if (one.planned_for) close(one);
}

void running_outputs::go_on_with(const written& what, bool kept) {
    auto* one = live(around_.store.known_number(store::name_kind::output, what.name));
    if (one == nullptr) return open_there(what, {}, {});
    if (kept && !one->planned_for) return;
    one->planned_for = nullptr;
    one->next = what;
    leave(*one);
}

void running_outputs::close_others(const std::set<std::uint32_t>& but, const std::function<bool()>& planned_for) {
    for (auto& each : all_) {
        if (but.contains(each.number) || each.now == running::phase::gone || each.planned_for) continue;
        each.planned_for = planned_for;
        if (each.now == running::phase::open) close(each);
    }
}

void running_outputs::close(running& one) {
    one.now = running::phase::draining;
    tasks_.spawn("drain", drain(one));
}

asio::awaitable<void> running_outputs::drain(running& one) {
    asio::steady_timer timer{around_.home};
    while (one.now == running::phase::draining && (one.planned_for() || around_.store.depth(one.number).pending > 0))
        co_await runtime::pause(timer, look_every);
    if (one.now == running::phase::draining) leave(one); // else it is written again, or everything stops
}

void running_outputs::leave(running& one) {
    using enum running::phase;
    one.leaves = true;
    if (one.now == opening || one.now == leaving || one.now == gone) return;
    one.now = leaving;
    ++replaced_;
    asio::post(one.queue->context(), [this, &one] {
        one.queue->stop([this, &one] {
            one.withdrawn = one.queue->hand_over();
            asio::post(around_.home, [this, &one] { left(one); });
        });
    });
}

// What its receiver confirmed is durable now, and what was not sent is on the disk.
void running_outputs::left(running& one) {
    one.now = running::phase::gone;
    if (one.next && !stopped_) open_there(*one.next, std::move(one.planned_for), std::move(one.withdrawn));
    publish();
    if (stopped_ && all_gone()) std::exchange(stopped_, nullptr)();
}

void running_outputs::stop(std::function<void()> then) {
    if (all_gone()) return then();
    stopped_ = std::move(then);
    for (auto& each : all_) leave(each);
}

running_outputs::running* running_outputs::live(std::uint32_t number) {
    const auto found = std::ranges::find_if(
        all_, [&](const running& each) { return each.number == number && each.now != running::phase::gone; });
    return found == all_.end() ? nullptr : &*found;
}

bool running_outputs::all_gone() const {
    return std::ranges::all_of(all_, [](const running& each) { return each.now == running::phase::gone; });
}

std::vector<admin::named_output> running_outputs::rows() const {
    std::vector<admin::named_output> rows;
    for (const auto& each : all_) {
        if (!each.queue || each.now == running::phase::gone) continue;
        rows.push_back({*each.queue, each.what.value->where(), [&state = each.remark] { return state.get(); }});
    }
    return rows;
}

queue::output_queue* running_outputs::queue_of(std::uint32_t number) const {
    const auto now = queues_.get();
    const auto found = now->find(number);
    return found == now->end() ? nullptr : found->second;
}

void running_outputs::publish() {
    queues now;
    for (const auto& each : all_) {
        if (each.queue && each.now != running::phase::gone) now[each.number] = each.queue.get();
    }
    queues_.set(std::make_shared<const queues>(std::move(now)));
}

std::size_t running_outputs::thread_of(const deliver::output& stated) {
    const auto together = stated.shares();
    if (together.empty()) return around_.lanes.next();
    const auto [known, fresh] = shared_threads_.try_emplace(together, 0);
    if (fresh) known->second = around_.lanes.next();
    return known->second;
}

} // namespace vagus::app
