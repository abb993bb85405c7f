// The newest messages of one input whose positive answer a resend must get again: in memory, by digest of the bytes and
// by key. Bounded by number and by age; the oldest are forgotten first. Age is steady time: no clock that is set makes
// an entry live for ever, or kills one that is young. Thread rule: the writer thread.
#pragma once

#include "base/ids.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace vagus::store {

using message_digest = std::array<std::uint8_t, 16>;

struct seen_message {
    message_digest digest{};
    std::uint64_t key = 0; // 0: none
    message_id id;
    std::chrono::steady_clock::time_point seen; // when it was stored
    std::string code;                           // the receipt the sender was given
};

class seen_ring {
  public:
    using time_point = std::chrono::steady_clock::time_point;
    struct original {
        message_id id;
        std::string code;
    };

    seen_ring(std::size_t most, std::chrono::microseconds how_long);
    seen_ring(seen_ring&&) = delete; // its indexes point to it

    [[nodiscard]] std::optional<original> same_bytes(const message_digest& of, time_point now) const;
    [[nodiscard]] std::optional<original> same_key(std::uint64_t key,
                                                   time_point now) const; // the newest; nothing for 0
    [[nodiscard]] std::size_t size() const { return by_digest_.size(); }

  private:
    using slot = std::uint32_t;
    struct entry { // 56 bytes: a hundred thousand of them stay in memory
        message_digest digest{};
        message_id id;
        time_point seen;
        std::uint64_t key = 0;
        std::uint16_t code = 0;
    };

  public:
    // What add() and forget() hand out, so that the group they were part of can be taken back.
    class change {
      public:
        [[nodiscard]] message_id id() const { return id_; } // of the message that was added or forgotten

      private:
        friend class seen_ring;
        struct found_by {
            bool digest = false;
            bool key = false;
        };
        message_id id_;
        slot at_ = 0;
        found_by was_{};                // how the slot was found before
        std::optional<entry> before_;   // what an added one has overwritten
        std::optional<slot> digest_of_; // older ones that are not found any more since the added one is the same
        std::optional<slot> key_of_;
        bool added_ = false;
    };
    // In the order they were stored. Nothing: there was nothing to change.
    std::optional<change> add(const seen_message& message);
    std::optional<change> forget(const message_digest& of,
                                 message_id id); // of that message, not of one that is the same
    // The newest first, of those made since. A change that was durable may stand between them, if it is no add().
    void take_back(const change& what);

  private:
    // Both indexes hold slots, and look into the ring for what they stand for.
    template <auto Of> struct hash {
        using is_transparent = void;
        const std::vector<entry>* ring;
        std::size_t operator()(slot at) const { return start_of((*ring)[at].*Of); }
        template <class Key>
            requires(!std::is_same_v<Key, slot>)
        std::size_t operator()(const Key& of) const {
            return start_of(of);
        }
    };
    template <auto Of> struct same {
        using is_transparent = void;
        const std::vector<entry>* ring;
        bool operator()(slot a, slot b) const { return (*ring)[a].*Of == (*ring)[b].*Of; }
        template <class Key>
            requires(!std::is_same_v<Key, slot>)
        bool operator()(const Key& a, slot b) const {
            return a == (*ring)[b].*Of;
        }
        template <class Key>
            requires(!std::is_same_v<Key, slot>)
        bool operator()(slot a, const Key& b) const {
            return (*this)(b, a);
        }
    };
    template <auto Of> using index = std::unordered_set<slot, hash<Of>, same<Of>>;

    // Both are as good as random: a part of them is a hash.
    static std::size_t start_of(const message_digest& of);
    static std::size_t start_of(std::uint64_t key) { return key; }
    change::found_by erase(slot at);
    void find_again(slot at, change::found_by how);
    // Returns an older one that is the same.
    template <class Index> static std::optional<slot> insert_newest(Index& into, slot at);
    template <class Index> static bool erase_own(Index& from, slot at);
    template <class Found> [[nodiscard]] std::optional<original> young(const Found& found, time_point now) const;
    [[nodiscard]] std::uint16_t number_of(std::string_view code);

    std::size_t most_;
    std::chrono::microseconds how_long_;
    std::vector<entry> ring_;
    std::size_t oldest_ = 0; // the slot to be written next, once the ring is full
    index<&entry::digest> by_digest_;
    index<&entry::key> by_key_;      // of entries with a key
    std::vector<std::string> codes_; // acknowledgement codes: a handful
};

} // namespace vagus::store
