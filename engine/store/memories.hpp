// What routes remember, as it stands on disk: by memory and key the newest word. A word knows the number of the message
// that wrote it, so it may be copied from file to file and is never taken for a newer one. Each memory is bounded: past
// `most` values the one that was written first goes. Nothing is forgotten for its age but by forget_old(), which
// whoever trusts the clock calls. Thread rule: changed by the writer thread (recovery before it runs); read by any, and
// forget_old() is called by any.
#pragma once

#include "base/report.hpp"
#include "engine/store/types.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace vagus::store {

struct kept_word {
    memory_word what;
    std::int64_t seq = 0; // of the message that wrote it
    wall_us at = 0;       // when that was received
};

class memories {
  public:
    // `bounds` is asked once for each memory; nothing: no route of this configuration knows it. `report` outlives this.
    memories(std::function<std::optional<memory_bounds>(std::uint32_t memory)> bounds, reporter& report,
             std::function<std::string(std::uint32_t memory)> name);

    // A word of an earlier life, from the newest file to the oldest and in each from the last row to the first: of two
    // of one message the first that is read counts. finished() ends that.
    void restore(kept_word word);
    void finished();

    // As of the last commit: what is not durable yet may never have been.
    [[nodiscard]] std::optional<std::string> find(std::uint32_t memory, const memory_key& key) const;
    // Whether this is what is known, and nothing newer.
    [[nodiscard]] bool stands(const kept_word& word) const;
    // The prints that a message left, as far as they stand, and what is staged says nothing newer. Asked for each
    // delivery that ends badly: never a walk. The writer thread.
    [[nodiscard]] std::vector<memory_word> prints_of(std::int64_t seq) const;

    void stage(kept_word word);
    void committed();
    void roll_back();

    // From now on bounded like this: what is too much goes, and what was not known is known from here on. Any thread.
    void bound(std::uint32_t memory, const memory_bounds& by);
    // Whether its words are at hand: those of an earlier life are read at a start. Any thread.
    [[nodiscard]] bool knows(std::uint32_t memory) const;

    // Words that have had their time.
    void forget_old(wall_us now);

    [[nodiscard]] std::size_t size() const;

  private:
    struct hash {
        std::size_t operator()(const memory_key& key) const;
    };
    using place = std::list<kept_word>::iterator;
    struct by_message {
        using is_transparent = void;
        bool operator()(place one, place other) const {
            return std::tie(one->seq, one->what.key) < std::tie(other->seq, other->what.key);
        }
        bool operator()(place one, std::int64_t seq) const { return one->seq < seq; }
        bool operator()(std::int64_t seq, place other) const { return seq < other->seq; }
    };
    struct shelf {
        memory_bounds bounds;
        std::list<kept_word> words{}; // as they were written, the first in front
        std::unordered_map<memory_key, place, hash> by_key{};
        std::set<place, by_message> prints{}; // among them, without those that only forget
        bool was_full = false;                // and people heard of it
    };
    [[nodiscard]] shelf* shelf_of(std::uint32_t memory);
    [[nodiscard]] const kept_word* standing(std::uint32_t memory, const memory_key& key) const;
    static void put(shelf& into, kept_word word);
    static void drop(shelf& of, place which);
    static void drop_first(shelf& of);
    static void keep_newest(shelf& of); // and in their order
    void keep_bounds(std::uint32_t memory, shelf& of);

    std::function<std::optional<memory_bounds>(std::uint32_t)> bounds_;
    reporter& report_;
    std::function<std::string(std::uint32_t)> name_;
    mutable std::mutex mutex_;
    std::map<std::uint32_t, std::optional<shelf>> shelves_; // nothing: not known here
    std::vector<kept_word> staged_;                         // of the open transaction
    std::set<std::pair<std::uint32_t, memory_key>> said_;   // by them
};

} // namespace vagus::store
