// What is wrong with a configuration, all at once: file:line:col, code, what, the source line with a caret, why, a fix.
// Values of messages never appear; values of the configuration do (secrets excepted).
#pragma once

#include "base/result.hpp"
#include "config/node.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::config {

enum class level : std::uint8_t { error, warning };

struct finding {
    place at;
    std::uint32_t width = 1; // characters under the caret
    level severity = level::error;
    std::string code;        // "VG1007": stable; docs/findings.md lists them
    std::string what;        // "unknown step 'valdate'"
    std::string fix;         // "did you mean 'validate'?", "try: ...", or empty
};

// The files a configuration was read from, for carets and for the revision.
struct source_file {
    std::string name; // relative to the configuration folder
    std::string text;
};

class findings {
  public:
    void add(finding f);
    // A syntax error inside a scalar: its offset becomes a column (or a line of a block).
    void add(const node& scalar, std::string_view code, const syntax_error& error);

    [[nodiscard]] bool any_error() const;
    // Sorted by place, one per cause.
    [[nodiscard]] const std::vector<finding>& all() const;

  private:
    std::vector<finding> all_;
};

// The text for people: at most limits::findings_shown, then the count: "2 files, 5 errors, 0 warnings".
[[nodiscard]] std::string show(const findings& found, const std::vector<source_file>& files);
// The same fields as one JSON array.
[[nodiscard]] std::string show_json(const findings& found, const std::vector<source_file>& files);

// The nearest of `known` within edit distance 2 as "did you mean 'x'?", else "one of: a, b, c" for short lists, else "".
[[nodiscard]] std::string suggest(std::string_view written, const std::vector<std::string>& known);

} // namespace vagus::config
