// One segment as message_search looks into it, the newest row first: which rows may be meant, by the narrow index where
// there is one, and what they are, by the segment as long as it has them.
#pragma once

#include "engine/store/message_search.hpp"
#include "engine/store/outline.hpp"
#include "engine/store/sqlite.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vagus::store {

// With the store's numbers; 0: any.
struct segment_filter {
    const message_filter& what;
    std::int64_t input = 0;
    std::int64_t output = 0;
};

class segment_search {
  public:
    // All of it outlives this. Throws sqlite_error.
    segment_search(const std::filesystem::path& folder, const outline& seen, const segment_entry& which,
                   const segment_filter& filter);

    [[nodiscard]] const std::string& trouble() const { return trouble_; } // why its index was passed over; empty: none
    [[nodiscard]] std::int64_t newest();                                  // row
    // From row `top` down, until `into` has `most` messages or the budget is spent. The row it came down to: all above
    // it were looked at; 0: all were.
    [[nodiscard]] std::int64_t run(std::int64_t top, std::size_t most, std::uint64_t& budget, found_page& into);

  private:
    // One of the two files, with what is asked of each row that may be meant.
    struct source {
        source(const std::filesystem::path& file, bool segment);
        connection db;
        bool kept; // with bodies
        statement message;
        statement deliveries;
        std::optional<statement> tags; // of a segment that has any
        std::optional<statement> raw;
    };
    struct candidates {
        std::vector<std::int64_t> rows; // descending
        std::int64_t down_to = 0;       // rows above it were looked at
        std::uint64_t read = 0;         // rows, to know that
    };
    [[nodiscard]] connection& narrow() { return index_ ? index_->db : segment_->db; }
    [[nodiscard]] candidates next(std::int64_t top);
    [[nodiscard]] candidates by_scan(std::int64_t top);
    [[nodiscard]] candidates by_key(std::int64_t top);
    [[nodiscard]] candidates by_control(std::int64_t top);
    [[nodiscard]] candidates by_stored_keys(std::int64_t top);
    [[nodiscard]] candidates listed(statement& question, std::int64_t wanted, std::int64_t top);
    [[nodiscard]] std::uint64_t effort_of(const candidates& some) const;
    [[nodiscard]] std::int64_t received_at(std::int64_t row); // of the newest row up to it
    [[nodiscard]] std::int64_t top_within(std::int64_t top);
    [[nodiscard]] std::optional<found_message> read(std::int64_t row);
    [[nodiscard]] std::optional<found_message> read_from(source& file, std::int64_t row);
    [[nodiscard]] bool count_deliveries(source& file, found_message& into) const;
    [[nodiscard]] bool has_tag(std::int64_t row);
    [[nodiscard]] bool has_text(std::int64_t row);

    const outline& seen_;
    const segment_entry& which_;
    const segment_filter& filter_;
    const message_filter& what_;
    std::optional<source> index_;
    std::optional<source> segment_;
    std::string trouble_;
};

} // namespace vagus::store
