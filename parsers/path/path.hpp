// Paths: PID-3.1, OBX[2]-5, PID-3[2].1, PID-3[.5 == 'MR'].1, PID-5.1.2, the relative .1 and -3.1 inside predicates and
// loops, by name PID.patient_name.family_name, through groups /PATIENT_RESULT/ORDER_OBSERVATION[2]/OBR-4 and
// OBSERVATION/OBX-5, and up ../OBR-3 inside loops. What each form means: docs/rules.md.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vagus::expr {
struct node;
}

namespace vagus::path {

// No segment of HL7 has half as many fields; a typing error must not make a rule write a million separators.
inline constexpr std::uint32_t highest_part = 999;
// As many as a message may have segments.
inline constexpr std::uint32_t highest_occurrence = 1'000'000;

struct first { // nothing written: the first in reads and in set, every one in delete
    bool operator==(const first&) const = default;
};
struct number { // [2], 1-based
    std::uint32_t n = 1;
    bool operator==(const number&) const = default;
};
struct last { // [last]
    bool operator==(const last&) const = default;
};
struct every { // [*]
    bool operator==(const every&) const = default;
};
struct append { // [new], write only
    bool operator==(const append&) const = default;
};
struct where { // [.5 == 'MR']; immutable and shared by copies of the path
    std::shared_ptr<const expr::node> condition;
    bool operator==(const where& other) const; // the conditions print alike
};
using selector = std::variant<first, number, last, every, append, where>;

struct group_step { // ORDER_OBSERVATION[2]
    std::string name;
    selector occurrence;
    bool operator==(const group_step&) const = default;
};
// PID.patient_name.family_name: what a name stands for is found by numbered() (names.hpp), when rules are compiled.
// Until then its number is 0, and nothing is read there.
struct part_names {
    std::string field, component, subcomponent; // empty: a number is written
    bool operator==(const part_names&) const = default;
};
// As many levels as a path may go up; no structure has more.
inline constexpr std::uint32_t highest_up = 8;

struct path {
    bool from_root = false;         // begins with /
    std::uint32_t up = 0;           // how often ../ stands before it
    std::vector<group_step> groups; // before the segment; with no segment, the path names a group
    std::string segment;            // "PID"; empty: relative to the segment or repetition at hand, or a group
    std::string alias;              // "$mrn" as written, without $; replaced by bind() before use
    selector occurrence;
    std::optional<std::uint32_t> field; // 1-based
    selector repetition;
    std::optional<std::uint32_t> component;
    std::optional<std::uint32_t> subcomponent;
    std::shared_ptr<const part_names> names{}; // null: all is numbers
    std::size_t offset = 0;                    // where it began in its text, for findings
};
// The same place, wherever it was written.
[[nodiscard]] bool operator==(const path& one, const path& other);

// A whole text that is one path. Relative paths are refused: they mean something only inside [ ].
[[nodiscard]] result<path, syntax_error> parse(std::string_view text);
// The printed form, the same everywhere. parse(to_text(p)) == p.
[[nodiscard]] std::string to_text(const path& p);

// PID-3 and $mrn, but not a word of three capitals such as ICU: what a person who wrote this as text probably did not
// mean.
[[nodiscard]] bool reads_as_path(std::string_view text);

// May name more than one element: it has a [*].
[[nodiscard]] bool is_list(const path& p);
// A segment, a group of segments.
[[nodiscard]] inline bool is_group(const path& p) {
    return p.segment.empty() && !p.groups.empty();
}
// Has a [new].
[[nodiscard]] bool is_new(const path& p);

} // namespace vagus::path
