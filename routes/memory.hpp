// What routes remember of messages, for later ones: a `memory:` of the configuration.
#pragma once

#include "config/fields.hpp"
#include "parsers/path/memory.hpp"
#include "parsers/path/path.hpp"
#include "routes/written.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vagus::routes {

struct memory {
    std::vector<written<path::path>> key; // empty: steps and recall() say their own
    config::duration keep{std::chrono::hours{24 * 30}};
    std::int64_t max_values = 100'000;
};
[[nodiscard]] const config::fields<memory>& memory_fields();

// What was known before the message at hand came. Thread rule: any thread, and cheap.
class known {
  public:
    known() = default;
    known(const known&) = delete;
    known& operator=(const known&) = delete;
    virtual ~known() = default;

    // By the number of the memory in program::memory_names(). Nothing, or the text.
    [[nodiscard]] virtual std::optional<std::string> value(std::uint16_t memory, const path::memory_key& key) const = 0;
    // Likewise what unchanged() compares: the bytes of remembered::value of a print.
    [[nodiscard]] virtual std::optional<std::string> print(std::uint16_t memory, const path::memory_key& key) const = 0;
};

// What a route remembers of this message, to be stored with it. A value is the sender's data: for the store alone.
struct remembered {
    std::uint16_t memory = 0;
    path::memory_key key{};
    std::string value;  // empty: what was known is forgotten
    bool print = false; // that unchanged() noted: it stands if the route goes on to its end
};

} // namespace vagus::routes
