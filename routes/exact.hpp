// `exact: true` of a test: what a body holds that no place of the test names. Pure.
#pragma once

#include "parsers/hl7/message.hpp"
#include "parsers/hl7/vocabulary.hpp"
#include "parsers/path/path.hpp"
#include "routes/bodies/json.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace vagus::routes {

struct named_place {
    path::path at;      // bound
    bool whole = false; // all that is there: not only the text that is read at such a path
};
// Sentences about one copy; people mend those first.
inline constexpr std::size_t others_told = 20;

// "PID-8 is 'F'"; MSH-1 and MSH-2 need no name.
[[nodiscard]] std::vector<std::string> unnamed(const hl7::message& body, const std::vector<named_place>& places);
// "/entry/0/id is 'x'"; a pointer names all that is below it.
[[nodiscard]] std::vector<std::string> unnamed(const bodies::json::value& body,
                                               const std::vector<std::string>& pointers);

} // namespace vagus::routes
