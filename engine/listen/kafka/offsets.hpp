// Which offset of a partition may be committed: the one behind which everything that was read has come to its end.
// Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace vagus::listen::kafka {

class offsets {
  public:
    // Read and accepted. In the order of the partition.
    void begin(std::int64_t offset) { open_.emplace_hint(open_.end(), offset, false); }
    // Everything made of it has come to its end.
    void end(std::int64_t offset) {
        if (const auto at = open_.find(offset); at != open_.end()) at->second = true;
    }
    // Where the group would go on, if that has changed since it was asked.
    [[nodiscard]] std::optional<std::int64_t> advanced() {
        std::optional<std::int64_t> next;
        while (!open_.empty() && open_.begin()->second) {
            next = open_.begin()->first + 1;
            open_.erase(open_.begin());
        }
        return next;
    }
    [[nodiscard]] std::optional<std::int64_t> lowest() const {
        return open_.empty() ? std::nullopt : std::optional{open_.begin()->first};
    }

    // Ended or not, from the lowest that has not on.
    [[nodiscard]] std::size_t width() const { return open_.size(); }

  private:
    std::map<std::int64_t, bool> open_; // ended already, behind one that has not
};

} // namespace vagus::listen::kafka
