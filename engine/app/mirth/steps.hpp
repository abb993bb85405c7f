// Rules as conditions, and steps as steps. Pure.
#pragma once

#include "engine/app/mirth/channel.hpp"
#include "engine/app/mirth/page.hpp"
#include "engine/app/mirth/script.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::mirth {

// What a filter is: all conditions that were carried, and the rules that were not.
struct filter {
    std::optional<formula> holds; // nothing: every message
    std::vector<piece> left;
};
[[nodiscard]] filter filter_of(const std::vector<piece>& rules, const scope& names);
// All of them; nothing where there are none.
[[nodiscard]] std::optional<formula> all_of(const std::vector<formula>& conditions);

// Steps in order, with what they have named so far.
class steps {
  public:
    // `names` are known before the first step; `level` is that of the list.
    steps(scope names, std::size_t level)
        : inside_{names}
        , outside_{std::move(names)}
        , level_{level} {}

    void add(const piece& one);
    void add_left(const piece& one); // as a comment, and a step that fails
    void add_left(std::string_view what, std::string_view script);

    [[nodiscard]] const page& text() const { return text_; }
    // What names are where the steps are over: expressions, because `let` ends with its list.
    [[nodiscard]] const scope& after() const { return outside_; }
    // By the id of a destination: when it gets no message.
    [[nodiscard]] const std::map<std::string, std::vector<formula>>& barred() const { return barred_; }
    // When no destination gets one but those of `except`.
    struct bar {
        formula when;
        std::vector<std::string> except;
    };
    [[nodiscard]] const std::vector<bar>& bars() const { return bars_; }

  private:
    bool add_mapper(const piece& one);
    bool add_builder(const piece& one);
    bool add_destination_set(const piece& one);
    bool add_script(const piece& one);
    void write(const std::vector<deed>& deeds, std::size_t level);
    void note_changes_of(const std::vector<deed>& deeds);
    // What is read here, in words for behind the steps: the message may have changed by then.
    [[nodiscard]] scope later() const;

    page text_;
    scope inside_;
    scope outside_;
    std::size_t level_;
    std::map<std::string, std::vector<formula>> barred_;
    std::vector<bar> bars_;
};

} // namespace vagus::mirth
