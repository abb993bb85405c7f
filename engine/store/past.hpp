// A store's messages as they were received, for whoever runs them through rules once more. Read-only, beside a running
// engine too: a page is bounded in rows and bytes, and no read transaction outlives it, so that the log is not held
// back. Thread rule: one thread. All of it throws refusal, sqlite_error.
#pragma once

#include "engine/store/queries.hpp"
#include "engine/store/sqlite.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::store {

inline constexpr std::int64_t past_page_rows = 1024; // looked at
inline constexpr std::size_t past_page_bytes = std::size_t{8} << 20U;

struct past_message {
    message_id id;
    std::string input;
    wall_us received = 0;
    std::uint32_t revision = 0; // that planned it
    message_state state = message_state::queued;
    std::string reason;
    std::optional<message_id> parent; // what it was made of, or answers
    std::string raw;
    std::string answers{}; // of other systems about it
};

struct past_query {
    std::string input{};         // empty: any
    wall_us since = 0;           // received then or later
    wall_us until = end_of_time; // the first moment that is no longer meant
};

// Messages whose bodies retention removed.
struct gone_messages {
    std::uint64_t known = 0;   // that were meant, as indices say
    std::uint64_t at_most = 0; // of segments that left no index: how many they had, meant or not
};

// A configuration that ran.
struct past_revision {
    std::string sha;
    std::string files; // as it was kept; empty: nothing in the history names it any more
};

class past {
  public:
    explicit past(std::filesystem::path folder);

    // Nothing: it is not kept any more, or was never here.
    [[nodiscard]] std::optional<past_message> find(message_id which);
    // What was made of it for an output; nothing: that is not there any more.
    [[nodiscard]] std::optional<std::string> sent(message_id which, std::string_view output);

    // In the order they were received, without resent ones and fragments, whose originals and wholes are there. `after`
    // is moved on; nothing: there are no more. A page may be empty.
    [[nodiscard]] std::optional<std::vector<past_message>> next(const past_query& what, delivery_ref& after);
    [[nodiscard]] gone_messages gone(const past_query& what);
    // Segments that could not be read, and why: their messages are missing.
    [[nodiscard]] const std::vector<std::string>& passed_over() const { return passed_over_; }

    // Nothing: there is no such number.
    [[nodiscard]] std::optional<past_revision> revision(std::uint32_t number);
    // That ran last, or runs; 0: none ever did.
    [[nodiscard]] std::uint32_t newest_revision();

  private:
    [[nodiscard]] bool open(std::uint32_t no);
    [[nodiscard]] past_message message_at(const rows& at, std::uint32_t no) const;
    [[nodiscard]] std::string name_of(std::int64_t number) const;
    [[nodiscard]] std::int64_t input_number(const std::string& name) const; // 0: any

    std::filesystem::path folder_;
    connection catalog_;
    std::uint32_t store_ = 0;
    std::map<std::int64_t, named> names_;
    std::vector<std::uint32_t> segments_; // that are there, ascending
    struct open_segment {
        open_segment(std::uint32_t number, const std::filesystem::path& file)
            : no{number}
            , db{file, connection::access::read} {}
        std::uint32_t no;
        connection db;
    };
    std::optional<open_segment> open_; // the one that was read last
    std::vector<std::string> passed_over_;
};

} // namespace vagus::store
