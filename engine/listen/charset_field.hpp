// `charset:` of an input: guess | from_msh18 | { force: NAME } | { fallback: NAME }.
#pragma once

#include "config/types.hpp"
#include "parsers/charset/reading.hpp"

namespace vagus::listen {

[[nodiscard]] config::type<charset::policy> charset_field();

} // namespace vagus::listen
