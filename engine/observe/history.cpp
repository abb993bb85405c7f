#include "engine/observe/history.hpp"

namespace vagus::observe {
namespace {

using namespace std::chrono_literals;

// Samples that come more often than this add nothing.
constexpr auto least_between = 500ms;

} // namespace

history::history(instant begun, const totals& so_far)
    : marks_{begun, so_far}
    , seconds_{{begun, so_far.messages}}
    , now_{so_far} {}

void history::add(instant now, const totals& so_far) {
    marks_.go_on(now, now_);
    now_ = so_far;
    while (seconds_.size() > 1 && now - seconds_.front().at > 1min) seconds_.pop_front();
    if (now - seconds_.back().at >= least_between) seconds_.push_back({now, so_far.messages});
}

std::vector<std::uint64_t> history::by_minute() const {
    const auto& marks = marks_.all();
    std::vector<std::uint64_t> all(minutes - marks.size(), 0);
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const auto& end = i + 1 < marks.size() ? marks[i + 1] : now_;
        all.push_back(end.messages - marks[i].messages);
    }
    return all;
}

std::uint64_t history::last_minute() const {
    return now_.messages - seconds_.front().messages;
}

std::uint64_t history::attempts(std::size_t of_minutes) const {
    return now_.attempts - marks_.back(of_minutes).attempts;
}

std::uint64_t history::messages(std::size_t of_minutes) const {
    return now_.messages - marks_.back(of_minutes).messages;
}

std::optional<double> history::failure_share(std::size_t of_minutes) const {
    const auto all = attempts(of_minutes);
    if (all == 0) return std::nullopt;
    return static_cast<double>(now_.failures - marks_.back(of_minutes).failures) / static_cast<double>(all);
}

std::optional<std::int64_t> spans_history::p95_us() const {
    const auto hour = meter::since(marks_.back(history::minutes), now_);
    if (hour.all() == 0) return std::nullopt;
    return meter::quantile_us(hour, 0.95);
}

} // namespace vagus::observe
