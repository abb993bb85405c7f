// What routes remember in a test: of the messages of this test alone.
#pragma once

#include "routes/memory.hpp"
#include "routes/plan.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace vagus::app {

class test_memory final : public routes::known {
  public:
    [[nodiscard]] std::optional<std::string> value(std::uint16_t memory, const path::memory_key& key) const override {
        const auto found = known_.find({memory, key});
        return found == known_.end() ? std::nullopt : std::optional{found->second};
    }
    [[nodiscard]] std::optional<std::string> print(std::uint16_t memory, const path::memory_key& key) const override {
        return value(memory, key);
    }
    // As if the message were stored.
    void keep(const routes::plan& made) {
        for (const auto& each : made.remembers) known_.insert_or_assign({each.memory, each.key}, each.value);
    }

  private:
    std::map<std::pair<std::uint16_t, path::memory_key>, std::string> known_;
};

} // namespace vagus::app
