// What a step goes over: the segments, repetitions or groups of a path that are there when it begins.
#pragma once

#include "base/result.hpp"
#include "config/fields.hpp"
#include "routes/turn.hpp"
#include "routes/work.hpp"

#include <string>
#include <utility>
#include <vector>

namespace vagus::routes {

// In order of the message. An error says why groups cannot be found.
[[nodiscard]] result<std::vector<spot>, std::string> find_spots(const path::path& over, const work& on);

// The head of a loop. It says what is around its steps, for all that is read behind it.
[[nodiscard]] config::type<path::path> loop_type();

// What stands in the loop: the head is read before it.
template <class T> [[nodiscard]] config::type<T> inside_loop(config::type<T> of) {
    of.read = [read = std::move(of.read)](const config::node& value, config::reading& context, T& into) {
        config::reading in_loop{context.found, context.files, context.inside};
        return read(value, in_loop, into);
    };
    return of;
}

} // namespace vagus::routes
