// Reads what the audit has after an entry, as it grows: for the export. Files only. Thread rule: one thread at a time.
#pragma once

#include "engine/audit/entry.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace vagus::audit {

class follower {
  public:
    follower(std::filesystem::path folder, std::uint64_t after)
        : folder_{std::move(folder)}
        , n_{after} {}

    // The next ones, `most` at most, and of those only what is on the disk for sure: another entry can never have the
    // number of one that was given away. Lines that are none are passed over; a check of the audit names them.
    [[nodiscard]] std::vector<read_line> next(std::size_t most);

  private:
    bool find_file();
    [[nodiscard]] std::string chunk() const;

    std::filesystem::path folder_;
    std::uint64_t n_; // the last that was given
    std::uint64_t file_ = 0;
    std::filesystem::path path_;
    std::uint64_t offset_ = 0;
};

} // namespace vagus::audit
