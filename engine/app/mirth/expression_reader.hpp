// Expressions as ours. Pure.
#pragma once

#include "engine/app/mirth/script.hpp"
#include "engine/app/mirth/word_reader.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::mirth {

// As something that holds or not: a text does where it is not empty.
[[nodiscard]] formula truth_of(formula each);
[[nodiscard]] formula negated(const formula& condition);

class expression_reader : protected word_reader {
  protected:
    expression_reader(std::vector<token> words, const scope& names)
        : word_reader{std::move(words)}
        , names_{names} {}

    formula either();
    formula both();
    formula comparison();
    // `left` is what was read first: a position of indexOf asks for the whole comparison.
    formula compared(const formula& left, std::string_view how, const formula& right);
    // x.indexOf('y') != -1, and the other ways to say it.
    formula found(std::string_view how, const formula& right);
    formula sum();
    formula operand();
    // A method or property of a text.
    formula called(const formula& of);
    formula value();
    // From behind $( or get( on.
    formula variable_in_brackets();
    formula variable(const std::string& name);

    scope names_;
    std::size_t depth_ = 0;
    std::optional<formula> position_; // of indexOf: what it means that something is found
    bool lost_ = false;               // of what was read since it was set
};

} // namespace vagus::mirth
