// Differences of many messages, put together so that a hundred thousand messages make a page. Pure; memory is bounded.
#pragma once

#include "base/ids.hpp"
#include "engine/app/replay/comparison.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace vagus::app {

inline constexpr std::size_t most_groups = 1000;    // of equal differences; what comes later is counted alone
inline constexpr std::size_t examples_of_group = 3; // ids, and pairs of values
inline constexpr std::size_t longest_value = 200;   // bytes of such a value

struct value_pair {
    std::optional<std::string> before;
    std::optional<std::string> after;
    bool operator==(const value_pair&) const = default;
};

struct group {
    dissent what; // without values
    std::uint64_t messages = 0;
    std::vector<message_id> examples;
    std::vector<value_pair> values; // where they were asked for: the first that differ from each other
    message_id last{};              // that was counted: of one message equal differences count once
};

class tally {
  public:
    explicit tally(bool with_values)
        : with_values_{with_values} {}

    // All of one message.
    void add(message_id of, const std::vector<dissent>& differences);

    [[nodiscard]] std::uint64_t messages() const { return messages_; }
    [[nodiscard]] std::uint64_t different() const { return different_; }
    [[nodiscard]] std::vector<const group*> groups() const; // in the order of a report, the most frequent first
    [[nodiscard]] std::uint64_t ungrouped() const { return ungrouped_; } // differences past most_groups

  private:
    using key = std::tuple<about, std::string, std::string, changed>;
    void take(message_id of, const dissent& what);

    bool with_values_;
    std::uint64_t messages_ = 0;
    std::uint64_t different_ = 0;
    std::uint64_t ungrouped_ = 0;
    std::map<key, group> groups_;
};

} // namespace vagus::app
