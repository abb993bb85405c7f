#include "engine/alerts/sinks.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace vagus::alerts {

class sinks::sink {
  public:
    sink(std::string name, address to, reporter& report, sending how)
        : name_{std::move(name)}
        , to_{std::move(to)}
        , report_{report}
        , how_{std::move(how)}
        , thread_{[this](const std::stop_token& stop) { run(stop); }} {}

    void put(const std::string& alert, const letter& what) {
        {
            const std::lock_guard hold{guard_};
            waiting_.push_back({alert, what});
            if (waiting_.size() > most_waiting) waiting_.pop_front();
        }
        wake_.notify_one();
    }

  private:
    struct entry {
        std::string alert;
        letter what;
    };

    void run(const std::stop_token& stop) {
        std::unique_lock hold{guard_};
        while (wake_.wait(hold, stop, [this] { return !waiting_.empty(); })) {
            const auto next = std::move(waiting_.front());
            waiting_.pop_front();
            hold.unlock();
            deliver(next, stop);
            hold.lock();
        }
    }

    void deliver(const entry& what, const std::stop_token& stop) {
        const auto begun = std::chrono::steady_clock::now();
        std::chrono::milliseconds wait = first_pause;
        while (!stop.stop_requested()) { // bounded by given_up_after
            auto sent = how_(to_, what.what, [&stop] { return stop.stop_requested(); });
            if (sent) return report_(notice_sent{name_, what.alert});
            const bool given_up = std::chrono::steady_clock::now() - begun > given_up_after;
            report_(notice_failed{name_, what.alert, std::move(sent.error()), given_up});
            if (given_up) return;
            std::unique_lock hold{guard_};
            wake_.wait_for(hold, stop, wait, [] { return false; });
            wait = std::min<std::chrono::milliseconds>(wait * 2, longest_pause);
        }
    }

    const std::string name_;
    const address to_;
    reporter& report_;
    const sending how_;
    std::mutex guard_;
    std::condition_variable_any wake_;
    std::deque<entry> waiting_;
    std::jthread thread_; // last: it uses the others
};

sinks::sinks(std::vector<address> to, reporter& report, sending how) {
    for (auto& each : to) {
        const auto* mail = std::get_if<mailbox>(&each);
        auto name = mail != nullptr ? "mail to " + mail->to : "webhook " + std::to_string(all_.size() + 1);
        all_.push_back(std::make_unique<sink>(std::move(name), std::move(each), report, how));
    }
}

sinks::~sinks() = default;

void sinks::put(const std::string& alert, const letter& what) {
    for (auto& each : all_) each->put(alert, what);
}

} // namespace vagus::alerts
