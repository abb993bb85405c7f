// What is counted while messages flow: plain numbers that any thread adds to without waiting, and whoever is asked for
// metrics reads. A counter is found once, when what counts is made, never per message.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace vagus::meter {

// Only ever grows.
class count {
  public:
    void add(std::uint64_t n = 1) { n_.fetch_add(n, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const { return n_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::uint64_t> n_{0};
};

// How long something took, sorted into buckets.
class spans {
  public:
    // Upper ends. From what a plan takes to what a receiver is away for.
    static constexpr std::array<std::int64_t, 20> ends_us{
        100,        250,        500,        1'000,       2'500,         5'000,        10'000,
        25'000,     50'000,     100'000,    250'000,     500'000,       1'000'000,    2'500'000,
        10'000'000, 30'000'000, 60'000'000, 300'000'000, 1'800'000'000, 7'200'000'000};

    struct seen {
        std::array<std::uint64_t, ends_us.size() + 1> in{}; // by bucket; the last: longer than all
        std::uint64_t sum_us = 0;
        [[nodiscard]] std::uint64_t all() const;
    };

    void add(std::int64_t us) {
        const auto took = std::max<std::int64_t>(us, 0);
        const auto end = std::ranges::lower_bound(ends_us, took); // an end belongs to its bucket, as Prometheus has it
        in_[static_cast<std::size_t>(end - ends_us.begin())].add();
        sum_us_.add(static_cast<std::uint64_t>(took));
    }
    void add(std::chrono::steady_clock::duration took) {
        add(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    }
    [[nodiscard]] seen look() const;

  private:
    std::array<count, ends_us.size() + 1> in_;
    count sum_us_;
};

// Such times by a number that names something, for what every message does: those that are known are found without
// waiting for anybody. Further ones, and 0, share one.
class spans_by_number {
  public:
    static constexpr std::size_t most = 64;

    void add(std::uint32_t number, std::int64_t us) {
        const auto known = number == 0 ? 0 : used_.load(std::memory_order_acquire);
        for (std::size_t i = 0; i < known; ++i)
            if (slots_[i]->number == number) return slots_[i]->of.add(us);
        if (number != 0 && known < most) return add_new(number, us);
        rest_.add(us);
    }
    [[nodiscard]] std::map<std::uint32_t, spans::seen> look() const; // 0: what shares one

  private:
    void add_new(std::uint32_t number, std::int64_t us);

    struct slot {
        std::uint32_t number = 0;
        spans of;
    };
    std::array<std::unique_ptr<slot>, most> slots_; // the first used_ stay as they are
    std::atomic<std::size_t> used_{0};
    std::mutex guard_; // of whoever adds one
    spans rest_;
};

// What came since `before`; and the time within which the given share of it was done, between the ends of its bucket.
// 0 where nothing came.
[[nodiscard]] spans::seen since(const spans::seen& before, const spans::seen& now);
[[nodiscard]] std::int64_t quantile_us(const spans::seen& of, double share);

// What has no name of its own.
inline constexpr std::string_view other = "other";

// Counts by name, for what is rare: one mutex. Past the most names they are counted under `other`. Names are words of
// ours or of the configuration, never a value of a message.
class by_name {
  public:
    explicit by_name(std::size_t most)
        : most_{most} {}
    void add(std::string_view name, std::uint64_t n = 1);
    [[nodiscard]] std::map<std::string, std::uint64_t, std::less<>> look() const;

  private:
    const std::size_t most_;
    mutable std::mutex guard_;
    std::map<std::string, std::uint64_t, std::less<>> all_;
};

// Counts by name, for what every message does: those that are known are found without waiting for anybody. A new name
// is kept where `may` says so and there is room; all others are `other`.
class by_few_names {
  public:
    static constexpr std::size_t most = 64;

    template <class May> void add(std::string_view name, May&& may) {
        const auto known = used_.load(std::memory_order_acquire);
        for (std::size_t i = 0; i < known; ++i)
            if (slots_[i].name == name) return slots_[i].n.add();
        if (known < most && may(name)) return add_new(name);
        rest_.add();
    }
    [[nodiscard]] std::map<std::string, std::uint64_t, std::less<>> look() const;
    [[nodiscard]] std::uint64_t all() const;

  private:
    void add_new(std::string_view name);

    struct slot {
        std::string name;
        count n;
    };
    std::array<slot, most> slots_; // the first used_ never change their names
    std::atomic<std::size_t> used_{0};
    std::mutex guard_; // of whoever adds one
    count rest_;
};

} // namespace vagus::meter
