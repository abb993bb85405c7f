// What scripts have in common: words one after the other, and expressions as ours. Pure.
#pragma once

#include "engine/app/mirth/script.hpp"
#include "engine/app/mirth/tokens.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::mirth {

// Nothing that a script holds is half understood: whoever meets something else throws this, and nobody carries it. It
// never leaves script.cpp.
struct unknown {};

// As something that holds or not: a text does where it is not empty.
[[nodiscard]] formula truth_of(formula each);
[[nodiscard]] formula negated(const formula& condition);

class expression_reader {
  protected:
    expression_reader(std::vector<token> words, const scope& names)
        : words_{std::move(words)}
        , names_{names} {}

    const token& now(std::size_t ahead = 0) const { return words_[std::min(at_ + ahead, words_.size() - 1)]; }
    bool sign(std::string_view text, std::size_t ahead = 0) const {
        return now(ahead).is == token::what::sign && now(ahead).text == text;
    }
    bool take_if(std::string_view text);
    void expect(std::string_view text);
    bool word(std::string_view text);
    std::string text();
    std::size_t number();
    // .name()
    bool method(std::string_view name);
    // .name(
    bool method_with(std::string_view name);
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
    formula variable();
    // From `msg` on: segment, field, component, subcomponent, each with its place among its like.
    std::string field();
    std::string segment();
    std::string key();
    std::string place();

    std::vector<token> words_;
    scope names_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::optional<formula> position_; // of indexOf: what it means that something is found
};

} // namespace vagus::mirth
