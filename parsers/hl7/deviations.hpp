// Where a message does not keep to rules: by rule, each with its place. Bounded: of each rule the first are kept and
// all are counted, so that no number of small ones hides a grave one.
#pragma once

#include "parsers/hl7/fault.hpp"

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace vagus::hl7 {

enum class rule : std::uint8_t {
    structure,  // order and number of segments and groups; a version or message that is not known
    require,    // what must be there is missing
    repetition, // more repetitions of a field than there may be
    length,     // longer than it may be
    format,     // not what its data type looks like
    table,      // a code that its table does not have
    profile,    // what a site asks for
};
inline constexpr std::size_t rule_count = 7;
inline constexpr std::array every_rule{rule::structure, rule::require, rule::repetition, rule::length,
                                       rule::format,    rule::table,   rule::profile};
// As people write them: "require".
[[nodiscard]] std::string_view to_text(rule one);

class deviations {
  public:
    // More of one rule is rarely more news; an answer has room for less.
    static constexpr std::size_t kept_of_a_rule = 20;
    using rules = std::bitset<rule_count>;

    // Deviations from other rules are nobody's interest, and not looked for.
    explicit deviations(rules wanted = rules{}.set())
        : wanted_{wanted} {}

    [[nodiscard]] bool wants(rule one) const { return wanted_[number(one)]; }
    // make() gives the fault; it is called only for those that are kept.
    template <class Make> void add(rule from, Make make) {
        if (!wants(from)) return;
        auto& here = found_[number(from)];
        if (here.kept.size() < kept_of_a_rule) here.kept.push_back(make());
        ++here.count;
    }

    [[nodiscard]] std::size_t count(rule one) const { return found_[number(one)].count; }
    [[nodiscard]] std::span<const fault> from(rule one) const { return found_[number(one)].kept; }
    [[nodiscard]] std::size_t count() const;

  private:
    struct of_a_rule {
        std::vector<fault> kept;
        std::size_t count = 0;
    };
    static std::size_t number(rule one) { return static_cast<std::size_t>(one); }

    rules wanted_;
    std::array<of_a_rule, rule_count> found_;
};

} // namespace vagus::hl7
