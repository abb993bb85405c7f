// One segment as the questions of people see it. Each scan is bounded in rows. Thread rule: the reader thread.
#pragma once

#include "engine/store/catalog.hpp"
#include "engine/store/queries.hpp"
#include "engine/store/sqlite.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace vagus::store {

// Rows to look at: behind `after`, up to `last`.
struct stretch {
    std::int64_t after = 0;
    std::int64_t last = 0;
};

class search {
  public:
    // The connection is of the file of segment `no`, and outlives this.
    search(connection& db, const catalog& names, std::uint32_t no);

    [[nodiscard]] std::int64_t last_delivery() { return newest(last_delivery_); }
    [[nodiscard]] std::int64_t last_message() { return newest(last_message_); }

    // Each stops at `most`.
    void dead(const dead_query& what, stretch where, std::vector<dead_letter>& found);
    void messages(const message_query& what, stretch where, std::vector<message_id>& found);
    void delivered(std::uint32_t output, stretch where, std::vector<delivered_row>& found);
    [[nodiscard]] std::optional<stored_message> message(std::int64_t row);

  private:
    static std::int64_t newest(statement& of);
    [[nodiscard]] message_id id_of(std::int64_t row) const;
    [[nodiscard]] dead_letter letter_of(const rows& at) const;
    [[nodiscard]] stored_part part_of(const rows& at, const std::string& raw) const;
    [[nodiscard]] std::string name_at(const rows& at, int column) const;

    connection& db_;
    const catalog& names_;
    std::uint32_t no_;
    statement last_delivery_;
    statement last_message_;
    statement dead_;
    statement messages_;
    statement delivered_;
    statement message_;
    statement parts_;
};

} // namespace vagus::store
