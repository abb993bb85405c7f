// What routes have remembered, as the rules ask for it: from the store, by the numbers that it gives memories.
#pragma once

#include "engine/store/store.hpp"
#include "routes/memory.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace vagus::intake {

// Thread rule: any thread.
class recalled final : public routes::known {
  public:
    enum class prints : std::uint8_t {
        known,
        hidden // a person wants it sent again: nothing is unchanged then
    };
    // Both outlive it. `memories`: numbers in the store, by their index in the program.
    recalled(const store::store& where, std::span<const std::uint32_t> memories, prints how = prints::known)
        : store_{where}
        , memories_{memories}
        , prints_{how} {}

    [[nodiscard]] std::optional<std::string> value(std::uint16_t memory, const path::memory_key& key) const override {
        return store_.recalled(memories_[memory], key);
    }
    [[nodiscard]] std::optional<std::string> print(std::uint16_t memory, const path::memory_key& key) const override {
        return prints_ == prints::known ? store_.recalled(memories_[memory], key) : std::nullopt;
    }

  private:
    const store::store& store_;
    std::span<const std::uint32_t> memories_;
    prints prints_;
};

} // namespace vagus::intake
