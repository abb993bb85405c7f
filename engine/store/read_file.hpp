// One segment as readers see it: the questions, each bounded in rows and bytes. Thread rule: the reader thread.
#pragma once

#include "engine/store/catalog.hpp"
#include "engine/store/reader.hpp"
#include "engine/store/search.hpp"
#include "engine/store/sqlite.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vagus::store {

// How much more an answer may hold.
struct room {
    std::size_t items;
    std::size_t bytes;
    [[nodiscard]] bool none() const { return items == 0 || bytes == 0; }
    void take(std::size_t size) {
        --items;
        bytes -= size < bytes ? size : bytes;
    }
};

class reader::file {
  public:
    file(const std::filesystem::path& folder, std::uint32_t no);

    [[nodiscard]] std::uint32_t no() const { return no_; }
    [[nodiscard]] bool has_moved() const { return db_.has_moved(); } // removed, or another took its place
    void pending(std::uint32_t store, std::uint32_t output, std::int64_t after, room& left,
                 std::vector<queued_delivery>& found);
    [[nodiscard]] std::int64_t last(); // row of the newest delivery, 0 for none
    void undecided(std::uint32_t store, std::uint32_t output, std::size_t most, std::vector<dead_mark>& found);
    void events(const catalog& names, std::uint32_t input, std::size_t most, std::vector<wire_event>& found);
    [[nodiscard]] std::optional<wire_event> event(const catalog& names, std::int64_t row);
    struct fragment_row {
        std::string raw;
        std::optional<message_id> before;
        wall_us received = 0;
    };
    [[nodiscard]] std::optional<fragment_row> fragment(std::int64_t message);
    [[nodiscard]] vagus::store::search& search(const catalog& names);

  private:
    std::uint32_t no_;
    connection db_;
    statement last_;
    statement pending_;
    statement undecided_;
    statement events_;
    statement event_;
    statement fragment_;
    std::optional<vagus::store::search> search_; // made for the first who asks
};

} // namespace vagus::store
