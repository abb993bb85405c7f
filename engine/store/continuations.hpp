// Messages that wait for their next fragment: by input and continuation pointer the newest fragment, from which the
// others are found by `parent`. Durable in the table `position`, in the transaction of each fragment.
// Source: HL7 v2.5.1 chapter 2, section 2.10.2. Thread rule: changed by the writer thread (recovery before it runs);
// read by any.
#pragma once

#include "base/clock.hpp"
#include "engine/store/types.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace vagus::store {

// Of these the table has: "fragment POINTER", and what waits there, or "" once nothing does.
inline constexpr std::string_view fragment_source = "fragment ";

struct series {
    message_id last;
    std::uint32_t fragments = 0;
    std::uint64_t bytes = 0;
    std::chrono::milliseconds within{0};
    std::uint32_t oldest = 0;                    // segment of its first fragment; 0: of an earlier life
    std::chrono::steady_clock::time_point until; // of this life: a restart gives the sender the whole time again
};

class continuations {
  public:
    using steady_time = std::chrono::steady_clock::time_point;

    // What the table has; the sender gets the whole time again.
    void restore(std::uint32_t input, std::string_view source, std::string_view value, steady_time now);

    // Why this fragment cannot be taken, for its sender; nothing: it can.
    [[nodiscard]] std::optional<std::string> objection(std::uint32_t input, const fragment& what,
                                                       std::uint64_t bytes) const;
    // Takes it as the newest of its series, which goes on to wait for `what.to`. The series that waited there before
    // moves to a pointer of its own, and is overdue: its sender has begun again.
    struct moved {
        std::uint64_t pointer;
        series now;
    };
    // `named`: the live segment has a word on `what.to` already.
    std::optional<moved> take(std::uint32_t input, const fragment& what, std::uint64_t bytes, message_id id,
                              steady_time now, bool named);
    // An older segment has, or had, a word on what waits there: that it has ended is to be said then.
    void named_before(std::uint32_t input, std::string_view source);
    // Nothing waits there any more.
    void close(std::uint32_t input, std::uint64_t pointer);
    [[nodiscard]] std::optional<series> at(std::uint32_t input, std::uint64_t pointer) const;

    [[nodiscard]] std::optional<open_series> find(std::uint32_t input, std::uint64_t pointer) const;
    [[nodiscard]] std::optional<open_series> overdue(steady_time now) const;
    [[nodiscard]] std::size_t open(std::uint32_t input) const;
    // A fragment of a message that is not whole yet lies there, or may: of an earlier life only the newest is known.
    [[nodiscard]] bool may_lie_in(std::uint32_t segment) const;

    // What was changed since is durable, or was not stored after all.
    void committed();
    void roll_back();

  private:
    using key = std::pair<std::uint32_t, std::uint64_t>;
    [[nodiscard]] std::size_t count(std::uint32_t input) const; // with the mutex held

    mutable std::mutex mutex_;
    void change(); // with the mutex held, before it

    std::map<key, series> waiting_;
    std::optional<std::map<key, series>> before_; // the open transaction, where it changed something
};

[[nodiscard]] std::string source_of(std::uint64_t pointer);
[[nodiscard]] std::string to_text(const series& what);

} // namespace vagus::store
