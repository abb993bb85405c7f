// The sequence number protocol: of each input that uses it the number last accepted, durable with its message.
// Source: HL7 v2.5.1 chapter 2, section 2.10.1. Thread rule: the writer thread; recovery before it runs.
#pragma once

#include "engine/store/types.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace vagus::store {

inline constexpr auto sequence_source = "sequence"; // in the table `position`

class sequences {
  public:
    // From the newest segment to the oldest: the first word on an input is the last one that was written.
    void restore(std::uint32_t input, std::int64_t last) { last_.try_emplace(input, last); }

    // The only number that is in turn; nothing: any positive one.
    [[nodiscard]] std::optional<std::int64_t> expected(std::uint32_t input) const {
        const auto known = last_.find(input);
        if (known == last_.end() || known->second == sequence_forgets) return std::nullopt;
        return known->second + 1;
    }
    void accept(std::uint32_t input, std::int64_t number) {
        before_.try_emplace(input, last_.contains(input) ? std::optional{last_[input]} : std::nullopt);
        last_[input] = number;
    }

    // What was accepted since is durable, or was not stored after all.
    void committed() { before_.clear(); }
    void roll_back() {
        for (const auto& [input, number] : before_) {
            if (number) {
                last_[input] = *number;
            } else {
                last_.erase(input);
            }
        }
        before_.clear();
    }

  private:
    std::map<std::uint32_t, std::int64_t> last_;                  // sequence_forgets: none
    std::map<std::uint32_t, std::optional<std::int64_t>> before_; // of the open transaction
};

} // namespace vagus::store
