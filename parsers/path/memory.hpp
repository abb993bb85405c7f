// What routes remember, as recall() and unchanged() ask it.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace vagus::path {

// A hash of what a message says of the key: expr::memory_key_of() makes it.
using memory_key = std::array<std::uint8_t, 16>;

class memory {
  public:
    memory() = default;
    memory(const memory&) = delete;
    memory& operator=(const memory&) = delete;
    virtual ~memory() = default;

    // Empty where nothing is known. `which`: its number in the configuration.
    [[nodiscard]] virtual std::string recall(std::uint16_t which, const memory_key& key) const = 0;
    // Whether this print is the one of the message before, which went on. Where not, it is noted.
    [[nodiscard]] virtual bool same(std::uint16_t which, const memory_key& key, const memory_key& print) = 0;
};

} // namespace vagus::path
