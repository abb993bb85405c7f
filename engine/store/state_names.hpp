// The names of states where programs and people choose by them: `--state`, JSON. They do not change.
#pragma once

#include "engine/store/types.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace vagus::store {

inline constexpr std::array<std::pair<std::string_view, message_state>, 7> message_state_names{
    {{"queued", message_state::queued},
     {"unmatched", message_state::unmatched},
     {"dropped", message_state::dropped},
     {"failed", message_state::failed},
     {"refused", message_state::refused},
     {"resent", message_state::resent},
     {"fragment", message_state::fragment}}};

inline constexpr std::array<std::pair<std::string_view, delivery_state>, 9> delivery_state_names{
    {{"pending", delivery_state::pending},
     {"delivered", delivery_state::delivered},
     {"dead", delivery_state::dead},
     {"failed", delivery_state::failed},
     {"discarded", delivery_state::discarded},
     {"retried", delivery_state::retried},
     {"withdrawn", delivery_state::withdrawn},
     {"linked", delivery_state::linked},
     {"awaiting", delivery_state::awaiting}}};

// Empty where a newer version of the program has written one that this does not know.
template <class State, std::size_t N>
[[nodiscard]] constexpr std::string_view name_of(State state,
                                                 const std::array<std::pair<std::string_view, State>, N>& names) {
    for (const auto& [name, value] : names)
        if (value == state) return name;
    return {};
}
[[nodiscard]] constexpr std::string_view name_of(message_state state) {
    return name_of(state, message_state_names);
}
[[nodiscard]] constexpr std::string_view name_of(delivery_state state) {
    return name_of(state, delivery_state_names);
}

} // namespace vagus::store
