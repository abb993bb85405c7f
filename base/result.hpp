// The one word for "a value or the reason why not". Expected outcomes are values; exceptions are for start-up and bugs.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace vagus {

template <class T, class E> using result = std::expected<T, E>;

template <class E> [[nodiscard]] auto fail(E&& error) {
    return std::unexpected(std::forward<E>(error));
}

// Text that does not follow its grammar: where it stopped making sense and what would have.
struct syntax_error {
    std::size_t offset = 0; // bytes from the start of the text
    std::string expected;   // "a field number", in words for the person who wrote the text
    std::string hint;       // what to write instead, or empty
};

} // namespace vagus
