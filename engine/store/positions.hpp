// How far inputs have come in what they read by themselves (a file, a partition), durable with the message that says
// so. The store does not look inside; sequence numbers and fragments have tables of their own. Thread rule: changed by
// the writer thread (recovery before it runs); read by any.
#pragma once

#include "engine/store/types.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace vagus::store {

class positions {
  public:
    // From the newest segment to the oldest: the first word on a source is the last one that was written.
    void restore(std::uint32_t input, std::string_view source, std::string_view value) {
        const std::lock_guard hold{mutex_};
        durable_.try_emplace({input, std::string{source}}, value);
    }
    // As of the last commit: what is not durable yet would be asked for in vain after a crash.
    [[nodiscard]] std::optional<std::string> find(std::uint32_t input, std::string_view source) const {
        const std::lock_guard hold{mutex_};
        const auto known = durable_.find({input, std::string{source}});
        return known == durable_.end() ? std::nullopt : std::optional{known->second};
    }
    void stage(std::uint32_t input, const reached& where) {
        staged_.insert_or_assign({input, where.source}, where.value);
    }

    void committed() {
        if (staged_.empty()) return;
        const std::lock_guard hold{mutex_};
        for (auto& [source, value] : staged_) durable_.insert_or_assign(source, std::move(value));
        staged_.clear();
    }
    void roll_back() { staged_.clear(); }

  private:
    using key = std::pair<std::uint32_t, std::string>;
    mutable std::mutex mutex_;
    std::map<key, std::string> durable_;
    std::map<key, std::string> staged_; // of the open transaction
};

} // namespace vagus::store
