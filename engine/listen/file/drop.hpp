// A folder that others drop files into, and the folders beside it. A file is taken by renaming it into the work folder:
// of two engines one gets it, and a file that is there was taken and not done with. All of it waits for the disk.
// Thread rule: one thread at a time.
#pragma once

#include "base/result.hpp"
#include "engine/runtime/descriptor.hpp"

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace vagus::listen::file {

// Names that are seen at one look: of more the first in order, so that memory stays bounded and the order is kept.
inline constexpr std::size_t most_names = 10'000;
// Of the 255 bytes that a name may have: it is longer while it is worked on.
inline constexpr std::size_t longest_name = 230;

enum class order : std::uint8_t { time, name };

struct places {
    std::filesystem::path from;
    std::filesystem::path work;
    std::filesystem::path failed;
    std::optional<std::filesystem::path> done; // nothing: deleted
};

struct shape { // of a file, to see whether it is being written
    std::uint64_t size = 0;
    std::int64_t changed_ns = 0;
    bool operator==(const shape&) const = default;
};

// A file in the work folder, under `id-name`.
struct claim {
    std::string id; // of this file alone, for ever; has nothing of its name
    std::string name;
    shape as{};
};

struct content {
    enum class kind : std::uint8_t { whole, changing, too_long, unreadable } what = kind::whole;
    std::string bytes;
    shape as{};        // of a changing one: now
    std::string why{}; // of one that is unreadable, and will stay so
};

class drop {
  public:
    using steady_time = std::chrono::steady_clock::time_point;
    struct terms {
        places where;
        std::string pattern;
        order in = order::time;
        std::chrono::milliseconds settle{0};
    };
    explicit drop(terms how);

    // Makes the folders that are missing, but for the one that is watched, and locks the work folder. An error is for
    // people, and says what to do.
    [[nodiscard]] result<void, std::string> open();
    void close();
    // The next file in order, claimed and durably so; first those that an earlier life claimed. Nothing: there is
    // none, or the first is still being written.
    [[nodiscard]] result<std::optional<claim>, std::string> next(steady_time now);
    // What is whole is on the disk. `changing`: somebody writes to it still, or has since it was as `which` says.
    [[nodiscard]] result<content, std::string> read(const claim& which, std::uint64_t most) const;
    // Out of the work folder, durably, also when asked again: where what is done with goes, or what failed, there under
    // `id-name`.
    [[nodiscard]] result<void, std::string> finish(const claim& which) const;
    [[nodiscard]] result<void, std::string> set_aside(const claim& which) const;

  private:
    struct seen {
        shape as;
        steady_time since;
    };
    struct entry {
        std::int64_t changed_ns = 0; // 0 where the order does not ask for it
        std::string name;
        auto operator<=>(const entry&) const = default;
    };
    [[nodiscard]] result<void, std::string> look(steady_time now);
    [[nodiscard]] result<std::optional<claim>, std::string> take(const std::string& name);
    [[nodiscard]] result<void, std::string> find_left_over();
    [[nodiscard]] result<void, std::string> sync_claims() const;
    [[nodiscard]] std::optional<shape> shape_in(const std::string& name) const;
    [[nodiscard]] bool wanted(const std::string& name) const;

    terms how_;
    runtime::descriptor from_;
    runtime::descriptor work_;
    runtime::descriptor failed_;
    runtime::descriptor done_;
    std::map<std::string, seen> seen_;
    std::deque<std::string> ready_; // of the last look, in order: quiet for long enough
    std::deque<claim> left_over_;   // of an earlier life
};

} // namespace vagus::listen::file
