// A value together with the YAML it was read from, for findings that come when names are known: unknown alias, output,
// table.
#pragma once

#include "config/types.hpp"

#include <utility>

namespace vagus::routes {

template <class T> struct written {
    T value{};
    config::node source;
};

template <class T> [[nodiscard]] config::type<written<T>> as_written(config::type<T> inner) {
    return {
        .read =
            [read = inner.read](const config::node& value, config::reading& context, written<T>& into) {
                into.source = value;
                return read(value, context, into.value);
            },
        .show = [show = inner.show](const written<T>& value) { return show(value.value); },
        .schema = inner.schema,
        .words = inner.words,
    };
}

} // namespace vagus::routes
