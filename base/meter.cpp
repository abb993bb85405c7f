#include "base/meter.hpp"

#include <numeric>

namespace vagus::meter {

std::uint64_t spans::seen::all() const {
    return std::accumulate(in.begin(), in.end(), std::uint64_t{0});
}

spans::seen spans::look() const {
    seen now;
    for (std::size_t i = 0; i < in_.size(); ++i) now.in[i] = in_[i].value();
    now.sum_us = sum_us_.value();
    return now;
}

void spans_by_number::add_new(std::uint32_t number, std::int64_t us) {
    const std::lock_guard hold{guard_};
    const auto known = used_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < known; ++i)
        if (slots_[i]->number == number) return slots_[i]->of.add(us);
    if (known == most) return rest_.add(us);
    slots_[known] = std::make_unique<slot>();
    slots_[known]->number = number;
    slots_[known]->of.add(us);
    used_.store(known + 1, std::memory_order_release);
}

std::map<std::uint32_t, spans::seen> spans_by_number::look() const {
    std::map<std::uint32_t, spans::seen> all;
    const auto known = used_.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < known; ++i) all[slots_[i]->number] = slots_[i]->of.look();
    all[0] = rest_.look();
    return all;
}

spans::seen since(const spans::seen& before, const spans::seen& now) {
    spans::seen made;
    for (std::size_t i = 0; i < made.in.size(); ++i) made.in[i] = now.in[i] - before.in[i];
    made.sum_us = now.sum_us - before.sum_us;
    return made;
}

std::int64_t quantile_us(const spans::seen& of, double share) {
    const auto all = static_cast<double>(of.all());
    if (all == 0) return 0;
    double passed = 0;
    for (std::size_t i = 0; i < spans::ends_us.size(); ++i) {
        const auto here = static_cast<double>(of.in[i]);
        if (here == 0 || passed + here < share * all) {
            passed += here;
            continue;
        }
        const auto begin = i == 0 ? 0.0 : static_cast<double>(spans::ends_us[i - 1]);
        const auto end = static_cast<double>(spans::ends_us[i]);
        return static_cast<std::int64_t>(begin + (end - begin) * (share * all - passed) / here);
    }
    return spans::ends_us.back(); // or longer
}

void by_name::add(std::string_view name, std::uint64_t n) {
    const std::lock_guard hold{guard_};
    auto found = all_.find(name);
    if (found == all_.end()) found = all_.try_emplace(std::string{all_.size() < most_ ? name : other}).first;
    found->second += n;
}

std::map<std::string, std::uint64_t, std::less<>> by_name::look() const {
    const std::lock_guard hold{guard_};
    return all_;
}

void by_few_names::add_new(std::string_view name) {
    const std::lock_guard hold{guard_};
    const auto known = used_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < known; ++i)
        if (slots_[i].name == name) return slots_[i].n.add();
    if (known == most) return rest_.add();
    slots_[known].name = name;
    slots_[known].n.add();
    used_.store(known + 1, std::memory_order_release);
}

std::map<std::string, std::uint64_t, std::less<>> by_few_names::look() const {
    std::map<std::string, std::uint64_t, std::less<>> all;
    const auto known = used_.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < known; ++i) all[slots_[i].name] = slots_[i].n.value();
    if (const auto rest = rest_.value(); rest > 0) all[std::string{other}] = rest;
    return all;
}

std::uint64_t by_few_names::all() const {
    auto sum = rest_.value();
    const auto known = used_.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < known; ++i) sum += slots_[i].n.value();
    return sum;
}

} // namespace vagus::meter
