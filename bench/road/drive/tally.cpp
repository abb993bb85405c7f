#include "drive/tally.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace road {
namespace {

constexpr std::size_t expected_messages =
    4'000'000; // reserved (untouched memory costs nothing), so that no run pauses to grow

double seconds(nanoseconds time) {
    return static_cast<double>(time) / 1e9;
}

double per_second(std::uint32_t count, nanoseconds time) {
    return time > 0 ? count / seconds(time) : 0;
}

double percentile_ms(const std::vector<nanoseconds>& sorted, double share) {
    if (sorted.empty()) return 0;
    const auto at = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5);
    return static_cast<double>(sorted[at]) / 1e6;
}

} // namespace

nanoseconds steady_now() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

tally::tally(std::uint32_t patients, std::uint32_t outputs)
    : outputs_{outputs} {
    for (auto& each : newest_) each.resize(patients, 0);
    messages_.reserve(expected_messages);
    latencies_.reserve(expected_messages);
}

void tally::begin(nanoseconds now) {
    begin_ = now;
}

void tally::end(nanoseconds now) {
    end_ = now;
    behind_at_end_ = acknowledged_ - both_;
}

std::uint32_t tally::sent(std::uint32_t patient, nanoseconds now) {
    if (messages_.empty()) first_sent_ = now;
    messages_.push_back({.patient = patient, .sent = now});
    return static_cast<std::uint32_t>(messages_.size() - 1);
}

void tally::answered(std::uint32_t number, bool positive, nanoseconds now) {
    auto& message = messages_[number];
    ++answers_;
    if (!positive) {
        ++refused_;
        return;
    }
    message.positive = true;
    ++acknowledged_;
    if (message.arrivals == outputs_) ++both_;
    if (begin_ == 0 || end_ != 0) return;
    ++acknowledged_in_window_;
    latencies_.push_back(now - message.sent);
}

// One patient's messages leave one connection, each after the answer to the one before: their numbers rise.
void tally::received(std::uint32_t output, std::uint32_t number, bool unchanged, nanoseconds now) {
    auto& message = messages_[number];
    if (!unchanged) ++changed_;
    const auto bit = static_cast<std::uint8_t>(1U << output);
    if ((message.at & bit) != 0) {
        ++repeats_;
        return;
    }
    message.at = static_cast<std::uint8_t>(message.at | bit);
    ++message.arrivals;
    last_arrival_ = now;
    ++arrived_;
    if (message.positive && message.arrivals == outputs_) ++both_;
    if (begin_ != 0 && end_ == 0) ++arrived_in_window_;
    auto& newest = newest_[output][message.patient];
    if (number + 1 < newest) ++out_of_order_;
    newest = std::max(newest, number + 1);
}

std::uint32_t tally::lost() const {
    return static_cast<std::uint32_t>(std::count_if(messages_.begin(), messages_.end(), [this](const fate& each) {
        return each.positive && each.arrivals < outputs_;
    }));
}

bool tally::clean() const {
    return lost() + refused_ + changed_ + repeats_ + out_of_order_ + strangers_ == 0 && in_flight() == 0;
}

std::string tally::json() const {
    auto sorted = latencies_;
    std::sort(sorted.begin(), sorted.end());
    std::array<char, 1024> text;
    const auto size = std::snprintf(
        text.data(), text.size(),
        "{\"sent\": %zu, \"acknowledged\": %u, \"window_s\": %.3f, \"acknowledged_per_s\": %.0f, \"delivered_per_s\": "
        "%.0f, "
        "\"road_per_s\": %.0f, \"behind_at_end\": %u, \"drain_s\": %.3f, "
        "\"ack_ms\": {\"p50\": %.3f, \"p99\": %.3f, \"p999\": %.3f, \"max\": %.3f}, "
        "\"lost\": %u, \"out_of_order\": %u, \"repeats\": %u, \"refused\": %u, \"changed\": %u, \"strangers\": %u, "
        "\"unanswered\": %u}",
        messages_.size(), acknowledged_, seconds(end_ - begin_), per_second(acknowledged_in_window_, end_ - begin_),
        per_second(arrived_in_window_, end_ - begin_), per_second(arrived_ / outputs_, last_arrival_ - first_sent_),
        behind_at_end_, seconds(std::max<nanoseconds>(0, last_arrival_ - end_)), percentile_ms(sorted, 0.5),
        percentile_ms(sorted, 0.99), percentile_ms(sorted, 0.999), percentile_ms(sorted, 1), lost(), out_of_order_,
        repeats_, refused_, changed_, strangers_, in_flight());
    return {text.data(), static_cast<std::size_t>(size)};
}

} // namespace road
