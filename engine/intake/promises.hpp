// What an input promises each of its messages: `ack:` and `answer:`, and `ack.overrides` for some of them.
#pragma once

#include "engine/intake/ack_policy.hpp"
#include "parsers/hl7/message.hpp"

#include <cstdint>
#include <vector>

namespace vagus::intake {

struct promise {
    ack_policy ack;
    std::vector<std::uint32_t> awaited{}; // outputs of ack.when.what, by their numbers in the store
};
struct special_promise {
    expr::expression match; // bound: no alias, no name of a table left
    promise is;
};

// Immutable; any thread.
struct promises {
    promise of_input;
    std::vector<special_promise> of_some{}; // in the order of the overrides

    // The first whose `match` fits. One that cannot be told, such as a lookup() without a row and without an `else`,
    // does not.
    [[nodiscard]] const promise& of(const hl7::document& arrived) const;
};

} // namespace vagus::intake
