// Codes that tables had no row for since the start, over reloads: how often each, and in which message last. For
// whoever mends the tables.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "parsers/path/missing_code.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace vagus::intake {

// Any thread.
class lookup_misses {
  public:
    static constexpr std::size_t most_tables = 256; // further ones share `other`
    static constexpr std::size_t most_codes = 100;  // of a table; then the one seen longest ago goes
    static constexpr std::size_t most_bytes = 200;  // of a code; longer ones are cut

    struct code {
        std::uint64_t n = 0;
        wall_us last = 0;
        message_id message; // that had it last
    };
    struct of_table {
        std::uint64_t all = 0;
        std::map<std::string, code, std::less<>> codes{};
    };
    using tables = std::map<std::string, of_table, std::less<>>;

    // There from the start: a first 1 out of nothing is no increase to Prometheus.
    void know(std::string_view table);
    void add(const path::missing_codes& those, const message_id& of, wall_us received);
    [[nodiscard]] tables look() const;

  private:
    [[nodiscard]] of_table& table_named(std::string_view name);

    mutable std::mutex guard_;
    tables all_;
};

} // namespace vagus::intake
