// What is known while a message is on its way: what was known before it came, and what its routes have remembered so
// far. Not for two threads.
#pragma once

#include "parsers/path/memory.hpp"
#include "routes/memory.hpp"
#include "routes/plan.hpp"

#include <cstdint>
#include <string>

namespace vagus::routes {

class notebook final : public path::memory {
  public:
    // Both outlive it. `before`: null: nothing is known.
    notebook(const known* before, plan& made)
        : before_{before}
        , made_{made} {}

    [[nodiscard]] std::string recall(std::uint16_t which, const path::memory_key& key) const override;
    // Compared with what stood before this message: each route that asks hears the same.
    [[nodiscard]] bool same(std::uint16_t which, const path::memory_key& key, const path::memory_key& print) override;

  private:
    const known* before_;
    plan& made_;
};

// Of a route that did not go on to its end: nothing is known of what was noted since, so that the next message is new.
void forget_prints(plan& made, std::size_t since);
// Of words on the same the last one stays.
void keep_last_words(plan& made);

} // namespace vagus::routes
