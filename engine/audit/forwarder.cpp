#include "engine/audit/forwarder.hpp"

#include "engine/audit/events.hpp"
#include "engine/audit/folder.hpp"
#include "engine/audit/limits.hpp"
#include "engine/runtime/pause.hpp"

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <fstream>
#include <utility>

namespace vagus::audit {
namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;

constexpr auto position_name = "sent";
constexpr auto patience = 30s; // for a connection, a write, or what was written to be confirmed
constexpr auto confirm_look = 20ms;

std::uint64_t position_in(const std::filesystem::path& folder) {
    std::ifstream in{folder / position_name};
    std::uint64_t n = 0;
    return in >> n ? n : 0; // unreadable: everything once more, rather than nothing
}

} // namespace

forwarder::forwarder(asio::io_context& context, reporter& report, std::filesystem::path folder, collector to)
    : report_{report}
    , folder_{std::move(folder)}
    , to_{std::move(to)}
    , peer_{context}
    , timer_{context}
    , tasks_{context, report}
    , pause_{to_.first_pause} {
    status_.sent = settled_ = position_in(folder_);
    status_.why = "not connected yet";
}

void forwarder::start() {
    tasks_.spawn("audit export", run());
}

void forwarder::stop(std::function<void()> then) {
    settle(std::chrono::steady_clock::time_point::max()); // the connection stands, and ends well
    stopping_ = true;
    timer_.cancel();
    peer_.close(); // a look-up, and the addresses that it finds, are not gone on with either
    tasks_.when_empty(std::move(then));
}

forward_status forwarder::status() const {
    std::lock_guard hold{guard_};
    return status_;
}

asio::awaitable<void> forwarder::run() {
    while (!stopping_) {
        if (!lines_) lines_.emplace(folder_, settled_);
        settle(std::chrono::steady_clock::now() - to_.settles_after);
        bool done = unsettled_.empty() || still_up();
        const auto batch = done ? lines_->next(batch_entries) : std::vector<read_line>{};
        if (done && batch.empty()) {
            co_await wait(to_.look_every);
            continue;
        }
        if (done && !(peer_.is_open() && peer_.idle())) done = co_await connect();
        if (done) done = co_await send(batch);
        if (stopping_) break;
        if (done) {
            confirm(batch.back().what.n);
            pause_ = to_.first_pause;
            continue;
        }
        lines_.reset(); // once more, from the last that is settled
        unsettled_.clear();
        co_await wait(pause_);
        pause_ = std::min(2 * pause_, to_.longest_pause);
    }
    peer_.close();
}

asio::awaitable<bool> forwarder::connect() {
    peer_.close();
    auto failed = co_await peer_.connect(to_.host, to_.port, patience);
    if (!failed) failed = co_await peer_.secure(to_.secured(), patience);
    if (failed) {
        went_down(peer_.words(failed));
        co_return false;
    }
    std::lock_guard hold{guard_};
    const bool was_up = std::exchange(status_.up, true);
    status_.why.clear();
    if (!was_up) report_(export_up{to_.host});
    co_return true;
}

asio::awaitable<bool> forwarder::send(const std::vector<read_line>& batch) {
    std::string frames;
    for (const auto& each : batch) frames += syslog_frames(each, to_.from);
    const runtime::gather bytes{asio::buffer(frames)};
    const auto failed = co_await peer_.write_all(patience, bytes);
    if (failed) {
        went_down(peer_.words(failed));
        co_return false;
    }
    co_return co_await confirmed();
}

bool forwarder::still_up() {
    if (peer_.is_open() && peer_.idle()) return true;
    went_down("the collector closed the connection");
    return false;
}

// Written is not arrived: what a machine that died never took must be sent again.
asio::awaitable<bool> forwarder::confirmed() {
    for (auto waited = 0ms; waited < patience; waited += confirm_look) {
        if (!still_up()) co_return false;
        if (peer_.unconfirmed() == 0) co_return true;
        co_await wait(confirm_look);
        if (stopping_) co_return false;
    }
    went_down("the collector does not take what is sent");
    co_return false;
}

asio::awaitable<void> forwarder::wait(std::chrono::milliseconds span) {
    if (!stopping_) co_await runtime::pause(timer_, span);
}

void forwarder::went_down(const std::string& why) {
    peer_.close();
    if (stopping_) return;
    std::lock_guard hold{guard_};
    const bool news = std::exchange(status_.up, false) || status_.why != why;
    status_.why = why;
    if (news) report_(export_down{to_.host, why});
}

void forwarder::confirm(std::uint64_t sent) {
    if (unsettled_.size() == unsettled_at_most) unsettled_.pop_back(); // the new one says that too, a little later
    unsettled_.push_back({std::chrono::steady_clock::now(), sent});
    std::lock_guard hold{guard_};
    status_.sent = sent;
}

// Not synced: where it is behind after a loss of power, some entries come twice.
void forwarder::settle(std::chrono::steady_clock::time_point up_to) {
    const auto before = settled_;
    for (; !unsettled_.empty() && unsettled_.front().at <= up_to; unsettled_.pop_front()) {
        if (!peer_.is_open() || !peer_.idle()) return;
        settled_ = unsettled_.front().last;
    }
    if (settled_ == before) return;
    const auto beside = folder_ / (std::string{position_name} + ".new");
    std::ofstream{beside, std::ios::trunc} << settled_ << '\n';
    std::error_code failed;
    std::filesystem::rename(beside, folder_ / position_name, failed);
}

} // namespace vagus::audit
