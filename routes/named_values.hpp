// The values that steps name ($name), as they are made while a message is on its way. Not for two threads.
#pragma once

#include "parsers/path/scope.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace vagus::routes {

class named_values {
  public:
    // The name outlives the value: it is the configuration's.
    void push(std::string_view name, std::string text) {
        auto& made = all_.emplace_back(std::move(text), path::variable{});
        made.second = {name, made.first, innermost()};
        newest_ = &made.second;
    }
    [[nodiscard]] std::size_t size() const { return all_.size(); }
    // Forgets the newest until `count` are left.
    void shrink(std::size_t count) {
        while (all_.size() > count) {
            newest_ = all_.back().second.around;
            all_.pop_back();
        }
    }
    [[nodiscard]] const path::variable* innermost() const { return newest_; }

  private:
    std::deque<std::pair<std::string, path::variable>> all_; // a deque: each is pointed at
    const path::variable* newest_ = nullptr;
};

} // namespace vagus::routes
