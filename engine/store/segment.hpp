// One segment file as its writer sees it: the open transaction, the counters, and one prepared statement per thing that
// is done on the road. docs/formats/store.md has the columns. Thread rule: the writer thread (start-up before it runs).
#pragma once

#include "base/clock.hpp"
#include "engine/store/body_form.hpp"
#include "engine/store/memories.hpp"
#include "engine/store/sqlite.hpp"
#include "engine/store/types.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::store {

// What a settle needs to know about the delivery it changes.
struct stored_delivery {
    std::int64_t message = 0;
    std::uint32_t name = 0;
    delivery_state state = delivery_state::pending;
    std::uint32_t tries = 0;
    std::int64_t answer = 0; // row of the newest answer, 0 for none
};

class segment {
  public:
    // Makes the file and syncs it and its name before anything is promised on it.
    static void create(const std::filesystem::path& folder, std::uint32_t no, std::string_view uuid,
                       std::int64_t first_seq, wall_us now);
    // Throws refusal when the file is not this store's segment `no`, sqlite_error when it is damaged.
    segment(const std::filesystem::path& folder, std::uint32_t no, std::string_view uuid);

    [[nodiscard]] std::uint32_t no() const { return no_; }
    [[nodiscard]] wall_us opened() const { return opened_; }
    [[nodiscard]] std::int64_t next_seq() const { return now_.next_seq; }
    [[nodiscard]] std::int64_t messages() const { return now_.message; }
    [[nodiscard]] std::int64_t bytes(); // of the file, as of the last commit
    [[nodiscard]] bool has_reached(std::uint64_t bytes);

    void begin();  // nothing when begun already
    bool commit(); // false: nothing was begun
    // As if nothing had been written since begin(). False: nothing was begun.
    bool roll_back();

    // Rows of what is inserted come from counters: message and deliveries know each other before they are written.
    [[nodiscard]] std::int64_t next_message() const { return now_.message + 1; }
    [[nodiscard]] std::int64_t next_delivery() const { return now_.delivery + 1; }
    void add_message(const new_message& message);
    // What deliveries send: bytes, or none of their own where they send what was received, and attributes.
    std::int64_t add_body(body_form form, std::string_view attributes, std::string_view bytes);
    std::int64_t add_delivery(std::int64_t message, std::size_t ordinal, const new_delivery& delivery, wall_us at,
                              std::optional<std::int64_t> body, std::int64_t answer);
    std::int64_t add_answer(std::int64_t delivery, std::int64_t prev, const attempt& what);
    // Counts `what` on the newest answer when it says the same; false when it does not.
    [[nodiscard]] bool repeat_answer(std::int64_t answer, const attempt& what);
    [[nodiscard]] std::optional<stored_delivery> find(std::int64_t delivery);
    void update(const attempt& what, std::int64_t answer);
    void add_event(wall_us at, std::string_view kind, std::uint32_t input, const std::optional<message_id>& message,
                   std::string_view bytes);

    // How far `source` of an input has come; replaces what was said before.
    void put_position(std::uint32_t input, std::string_view source, std::string_view value);
    void drop_position(std::uint32_t input, std::string_view source);
    void keep_position(std::uint32_t input, std::string_view source, std::string_view value); // where nothing is said
    [[nodiscard]] std::optional<std::string> position(std::uint32_t input, std::string_view source);
    void add_remembered(const kept_word& word);
    [[nodiscard]] std::int64_t seq_of(std::int64_t message);
    // In the order of their rows; with the newest answer of those that are settled.
    [[nodiscard]] std::vector<settlement> deliveries_of(std::int64_t message);
    struct placed {
        std::int64_t row = 0;
        delivery_state state = delivery_state::pending;
        std::vector<std::uint64_t> keys;
    };
    // The delivery of a message that was to await what it sends at this output, whether it still does or not.
    [[nodiscard]] std::optional<placed> awaiting(std::int64_t message, std::uint32_t output);
    [[nodiscard]] std::optional<settlement> settlement_of(std::int64_t delivery);
    [[nodiscard]] std::uint32_t input_of(std::int64_t message);
    void mark(std::int64_t message, std::string_view receipt, std::string_view reason);
    // The message takes no part in the search for duplicates any more. Returns what it had; nothing: it took none.
    std::optional<std::array<std::uint8_t, 16>> forget_digest(std::int64_t message);

    void checkpoint_past(std::size_t log_bytes);
    void checkpoint(connection::checkpoint_mode mode) { db_.checkpoint(mode); }
    [[nodiscard]] connection& db() { return db_; }

  private:
    void check(std::string_view uuid);
    void restore();

    std::uint32_t no_;
    connection db_;
    wall_us opened_ = 0;
    struct counters {
        std::int64_t next_seq = 1;
        std::int64_t message = 0; // the last row of each table
        std::int64_t delivery = 0;
        std::int64_t body = 0;
        std::int64_t answer = 0;
        std::int64_t event = 0;
    };
    counters now_;
    counters at_begin_;
    std::string packed_;              // of the body being written
    std::uint64_t bytes_at_most_ = 0; // of the file: a page that is written may be new, or old
    bool begun_ = false;

    struct statements {
        explicit statements(connection& db);
        statement begin, commit, message, delivery, body, answer, newest, repeat, find, update, event, position,
            no_position, tags, sought, asked, word, digest, no_digest, settled, settled_one, input, mark;
    };
    std::optional<statements> do_;
    std::string keys_; // reused: the blob of the row being written
};

// A delivery as the rows of others name it: "2/17".
[[nodiscard]] std::string to_text(delivery_ref at);
[[nodiscard]] std::optional<delivery_ref> read_delivery_ref(std::string_view text);

// Key hashes as they are stored: 8 bytes each, little endian.
void put_keys(std::string& blob, const std::vector<std::uint64_t>& keys);
[[nodiscard]] std::vector<std::uint64_t> read_keys(std::string_view blob);

} // namespace vagus::store
