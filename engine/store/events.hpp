// What the store reports. Facts are counts, file numbers and the operating system's errors, never values.
#pragma once

#include "base/report.hpp"

#include <cstdint>
#include <string>

namespace vagus::store {

struct store_opened {
    bool clean;
    std::uint64_t pending;
    std::uint64_t remembered;
    std::int64_t took_ms;
    static constexpr std::string_view name = "store.opened";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const {
        return {{"clean", clean},
                {"pending", static_cast<std::int64_t>(pending)},
                {"remembered", static_cast<std::int64_t>(remembered)},
                {"took_ms", took_ms}};
    }
};

struct segment_sealed {
    std::uint32_t no;
    std::int64_t messages;
    std::int64_t bytes;
    static constexpr std::string_view name = "store.segment_sealed";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const {
        return {{"segment", std::int64_t{no}}, {"messages", messages}, {"bytes", bytes}};
    }
};

struct store_undecided {
    std::string error;
    static constexpr std::string_view name = "store.undecided";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const { return {{"error", error}}; }
};

struct read_failed {
    std::string error;
    static constexpr std::string_view name = "store.read_failed";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const { return {{"error", error}}; }
};

} // namespace vagus::store
