// How far an input has come in a partition, as the store keeps it with each message: the offset last accepted, and the
// message from which on some may not have come to their end.
#pragma once

#include "base/ids.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::listen::kafka {

struct partition {
    std::string topic;
    std::int32_t number = 0;
    auto operator<=>(const partition&) const = default;
};
[[nodiscard]] std::string source_of(const partition& which); // in the table `position`: "kafka adt/3"

struct place {
    std::int64_t offset = -1;
    std::optional<message_id> open_from; // nothing: there was no message yet
    bool operator==(const place&) const = default;
};
[[nodiscard]] std::string to_text(const place& at);
[[nodiscard]] std::optional<place> read_place(std::string_view text);

} // namespace vagus::listen::kafka
