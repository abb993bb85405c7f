// A draft as it is written: YAML with what could not be carried as comments at its place. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vagus::mirth {

// What stands before everything that is left to a person; `vagus import` lists these lines.
inline constexpr std::string_view mark = "# Mirth: ";

class page {
  public:
    void line(std::size_t level, std::string_view text);
    // What is left to a person, in one line.
    void remark(std::size_t level, std::string_view text);
    // A script, or what else stood there, as a comment.
    void shown(std::size_t level, std::string_view text);
    void add(const page& other) { out_ += other.out_; }
    [[nodiscard]] bool empty() const { return out_.empty(); }
    [[nodiscard]] std::string text() && { return std::move(out_); }

  private:
    std::string out_;
};

// As a value: bare where nobody could take it for something else, in double quotes otherwise.
[[nodiscard]] std::string scalar(std::string_view text);
// Without line ends and control characters, for comments.
[[nodiscard]] std::string one_line(std::string_view text);
// Letters, digits and _, small, from a name that people gave.
[[nodiscard]] std::string plain_name(std::string_view text, std::string_view otherwise);

} // namespace vagus::mirth
