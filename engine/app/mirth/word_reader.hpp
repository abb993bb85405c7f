// A script word by word, and the paths that its words name. Pure.
#pragma once

#include "engine/app/mirth/tokens.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::mirth {

// Nothing that a script holds is half understood: whoever meets something else throws this, and nobody carries it. It
// never leaves script.cpp.
struct unknown {};

class word_reader {
  protected:
    explicit word_reader(std::vector<token> words)
        : words_{std::move(words)} {}

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
    // From `msg` on: segment, field, component, subcomponent, each with its place among its like.
    std::string field();
    std::string segment();
    std::string key();
    std::string place();

    std::vector<token> words_;
    std::size_t at_ = 0;
};

} // namespace vagus::mirth
