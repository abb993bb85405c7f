// What is wrong with a configuration, all at once: file:line:col, code, what, the source line with a caret, why, a fix.
// Values of messages never appear; values of the configuration do (secrets excepted).
#pragma once

#include "base/result.hpp"
#include "config/node.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::config {

enum class level : std::uint8_t { error, warning };

struct finding {
    place at;
    std::uint32_t width = 0; // characters under the caret; 0: the word that stands there
    level severity = level::error;
    std::string code; // "VG1007": stable; docs/findings.md lists them
    std::string what; // "unknown step 'valdate'"
    std::string fix;  // "did you mean 'validate'?", "try: ...", or empty
};

// The files a configuration was read from, for carets and for the revision.
struct source_file {
    std::string name; // relative to the configuration folder
    std::string text;
};

class findings {
  public:
    // A second finding at the same place is the same cause and is left out.
    void add(finding f);
    // A syntax error inside a scalar: its offset becomes a column (or a line of a block).
    void add(const node& scalar, std::string_view code, const syntax_error& error);
    // An error under a whole value, or under the word at a place.
    void error(const node& value, std::string_view code, std::string what, std::string fix = "");
    void error(const place& at, std::string_view code, std::string what, std::string fix = "");
    void warning(const place& at, std::string_view code, std::string what, std::string fix = "");
    void append(const findings& other);

    [[nodiscard]] bool any_error() const { return errors_ > 0; }
    [[nodiscard]] std::size_t errors() const { return errors_; }
    [[nodiscard]] std::size_t warnings() const { return warnings_; }
    // Sorted by place, one per cause; at most `kept`, the rest is only counted.
    [[nodiscard]] const std::vector<finding>& all() const { return all_; }

    static constexpr std::size_t kept = 1000;

  private:
    std::vector<finding> all_;
    std::size_t errors_ = 0;
    std::size_t warnings_ = 0;
};

// The text for people: at most limits::findings_shown, then the count: "2 files, 5 errors, 0 warnings".
[[nodiscard]] std::string show(const findings& found, const std::vector<source_file>& files);
// The same fields as one JSON array.
[[nodiscard]] std::string show_json(const findings& found, const std::vector<source_file>& files);
// A workflow command of GitHub's a line, which it shows beside the line of the change. `folder` is where the files are,
// as seen from the root of the repository.
[[nodiscard]] std::string show_github(const findings& found, const std::vector<source_file>& files,
                                      std::string_view folder);

// The nearest of `known` within edit distance 2, or what other engines call the same thing: "did you mean 'x'?", or "".
[[nodiscard]] std::string did_you_mean(std::string_view written, const std::vector<std::string>& known);
// The same, else "one of: a, b, c" where the list is short.
[[nodiscard]] std::string suggest(std::string_view written, const std::vector<std::string>& known);

} // namespace vagus::config
