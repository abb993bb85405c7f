// What makes a message of an input a repeat of one before it, and what is done then: `dedup:` in the configuration.
#pragma once

#include "config/fields.hpp"
#include "engine/store/types.hpp"
#include "parsers/hl7/message.hpp"
#include "parsers/path/path.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace vagus::intake {

struct dedup {
    std::vector<config::located<path::path>> key; // as written; empty: MSH-3, MSH-4 and MSH-10
    config::duration window{std::chrono::hours{24}};
    std::int64_t max_keys = 100'000;
    store::repeat same_bytes = store::repeat::answer_again;
    store::repeat other_bytes = store::repeat::process_and_warn;
    bool off = false;
};
// `none`, or a map of the fields.
[[nodiscard]] config::type<dedup> dedup_type();
[[nodiscard]] const config::fields<dedup>& dedup_fields();

// The hash that stands for the key of a message. `key` empty: MSH-3, MSH-4 and MSH-10. Nothing when MSH-10 is empty, or
// every value of the key: such a message is like no other.
[[nodiscard]] std::optional<std::uint64_t> key_of(const hl7::document& message, const std::vector<path::path>& key);

} // namespace vagus::intake
