// `charset:` of an output: NAME | { to: NAME, unmappable: replace | fail }.
#pragma once

#include "config/types.hpp"
#include "routes/recode.hpp"

namespace vagus::deliver {

[[nodiscard]] config::type<routes::charset_wish> charset_field();

// What `charset` says in the reference of every kind of output that has it.
inline constexpr auto charset_words =
    "In which character set the message leaves, and what MSH-18 then says; without it, in its sender's. Characters "
    "that "
    "the set does not have become '?' and are counted, or with `{ to: NAME, unmappable: fail }` fail the route.";

} // namespace vagus::deliver
