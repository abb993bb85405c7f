// What people find a message by: the values of the paths in `site.index`, as keyed hashes.
#pragma once

#include "engine/store/search_key.hpp"
#include "parsers/hl7/message.hpp"
#include "parsers/path/path.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace vagus::intake {

// Of one message; of a longer list the first are kept. A patient has some numbers, a message some orders.
inline constexpr std::size_t sought_at_most = 16;
// A longer value is text, and nobody types it.
inline constexpr std::size_t sought_letters = 200;

struct sought_terms {
    std::vector<path::path> keys; // empty: nothing is kept
    std::optional<store::search_key> under;
};

// Each once. Nothing of a message in which looking would cost too much.
[[nodiscard]] std::vector<std::int64_t> sought_in(const hl7::document& message, const sought_terms& terms);

} // namespace vagus::intake
