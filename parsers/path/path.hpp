// Paths: PID-3.1, OBX[2]-5, PID-3[2].1, PID-3[.5 == 'MR'].1, PID-5.1.2, and the relative .1 and -3.1 inside predicates.
// Shape: docs/architecture.md "Paths"; ../shared design, config-language section 2.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace vagus::expr {
struct node;
}

namespace vagus::path {

struct first {};                                     // nothing written: the first in reads and in set, every one in delete
struct number { std::uint32_t n = 1; };              // [2], 1-based
struct last {};                                      // [last]
struct every {};                                     // [*]
struct append {};                                    // [new], write only
struct where { std::shared_ptr<const expr::node> condition; }; // [.5 == 'MR']; immutable and shared by copies of the path
using selector = std::variant<first, number, last, every, append, where>;

struct path {
    std::string segment;                     // "PID"; empty: relative to the segment or repetition at hand
    std::string alias;                       // "$mrn" as written, without $; replaced by bind() before use
    selector occurrence;
    std::optional<std::uint32_t> field;      // 1-based
    selector repetition;
    std::optional<std::uint32_t> component;
    std::optional<std::uint32_t> subcomponent;
    std::size_t offset = 0;                  // where it began in its text, for findings
};

// A whole text that is one path.
[[nodiscard]] result<path, syntax_error> parse(std::string_view text);
// The printed form, the same everywhere.
[[nodiscard]] std::string to_text(const path& p);

} // namespace vagus::path
