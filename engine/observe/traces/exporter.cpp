#include "engine/observe/traces/exporter.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace vagus::observe {

struct exporter::inside {
    inside(const exporter_terms& terms, std::string name, std::string number, posting by, const clock& clock)
        : how{terms}
        , site{std::move(name)}
        , version{std::move(number)}
        , post{std::move(by)}
        , time{clock}
        , thread{[this](const std::stop_token& stop) { run(stop); }} {}

    void put(trace_span one) {
        const std::lock_guard hold{guard};
        if (waiting.size() >= how.most_waiting) {
            ++no_room;
            return;
        }
        waiting.push_back(std::move(one));
        if (waiting.size() >= how.batch) wake.notify_one();
    }

    void run(const std::stop_token& stop) {
        std::unique_lock hold{guard};
        while (!stop.stop_requested()) {
            wake.wait_for(hold, stop, how.every, [this] { return waiting.size() >= how.batch; });
            const auto size = std::min(waiting.size(), how.batch);
            const auto end = waiting.begin() + static_cast<std::ptrdiff_t>(size);
            std::vector<trace_span> batch{std::make_move_iterator(waiting.begin()), std::make_move_iterator(end)};
            waiting.erase(waiting.begin(), end);
            const auto lost = std::exchange(no_room, 0);
            hold.unlock();
            if (lost > 0) told("they came faster than they could be sent", lost);
            if (!batch.empty()) send(batch, stop);
            hold.lock();
        }
    }

    void send(const std::vector<trace_span>& batch, const std::stop_token& stop) {
        auto sent = post(otlp_json(batch, site, version), [&stop] { return stop.stop_requested(); });
        if (!sent && !stop.stop_requested()) told(std::move(sent.error()), static_cast<std::int64_t>(batch.size()));
    }

    void told(std::string reason, std::int64_t spans) {
        if (report != nullptr) (*report)(traces_lost{std::move(reason), spans});
    }

    const exporter_terms how;
    const std::string site;
    const std::string version;
    const posting post;
    const clock& time;
    reporter* report = nullptr;
    std::mutex guard; // waiting, no_room
    std::condition_variable_any wake;
    std::deque<trace_span> waiting;
    std::int64_t no_room = 0;
    std::jthread thread; // last: it uses the others
};

exporter::exporter(const exporter_terms& how, std::string site, std::string version, posting post, const clock& time)
    : inside_{std::make_unique<inside>(how, std::move(site), std::move(version), std::move(post), time)} {}

exporter::~exporter() = default;

void exporter::see(std::string_view event, const facts& what) {
    auto span = span_of(event, what, inside_->time.wall());
    if (span && is_sampled(span->trace, inside_->how.share)) inside_->put(std::move(*span));
}

void exporter::stop() {
    inside_->thread.request_stop();
    if (inside_->thread.joinable()) inside_->thread.join();
}

void exporter::tell(reporter& whom) {
    inside_->report = &whom;
}

} // namespace vagus::observe
