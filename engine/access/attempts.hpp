// How often a login may be tried: by address a token bucket, by user a wait that grows with each failure. Every attempt
// is counted before its password is looked at, so that many at once do not pass as one. Pure: time is a parameter.
#pragma once

#include "engine/access/limits.hpp"

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace vagus::access {

using moment = std::chrono::steady_clock::time_point;

// Values by name; past the limit the one that was quiet longest goes.
template <class T> class recent {
  public:
    explicit recent(std::size_t most)
        : most_{most} {}

    T& at(const std::string& name) {
        if (const auto found = by_name_.find(name); found != by_name_.end()) {
            order_.splice(order_.begin(), order_, found->second);
            return found->second->second;
        }
        if (order_.size() >= most_) {
            by_name_.erase(order_.back().first);
            order_.pop_back();
        }
        order_.emplace_front(name, T{});
        by_name_[name] = order_.begin();
        return order_.front().second;
    }
    void forget(const std::string& name) {
        const auto found = by_name_.find(name);
        if (found == by_name_.end()) return;
        order_.erase(found->second);
        by_name_.erase(found);
    }
    [[nodiscard]] std::size_t size() const { return order_.size(); }

  private:
    using entries = std::list<std::pair<std::string, T>>;
    std::size_t most_;
    entries order_; // the latest first
    std::unordered_map<std::string, typename entries::iterator> by_name_;
};

class attempts {
  public:
    explicit attempts(std::size_t most = remembered_at_most)
        : users_{most}
        , addresses_{most} {}

    // Counts an attempt. Zero: go on; otherwise how long to wait before the next one, and the password is not looked
    // at.
    [[nodiscard]] std::chrono::milliseconds ask(std::string_view user, std::string_view address, moment now);
    // It was the right password: the user's failures are forgotten.
    void succeeded(std::string_view user);
    [[nodiscard]] std::size_t remembered() const { return users_.size() + addresses_.size(); }

  private:
    struct user_failures {
        int count = 0;
        moment last{};
        moment not_before{};
    };
    struct address_use {
        double taken = 0; // of address_burst
        moment as_of{};
    };
    recent<user_failures> users_;
    recent<address_use> addresses_;
};

// What an address counts as: an IPv6 address its network of 64 bits, as one machine has them all.
[[nodiscard]] std::string counted_as(std::string_view address);
// Upper and lower case are one, as in people.
[[nodiscard]] std::string folded(std::string_view name);

} // namespace vagus::access
