// Rows of a CSV text, one after the other. Source: RFC 4180; any one character may stand between cells, and lines end
// in LF, CR LF or CR. Pure; a `rows` is used by one thread.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::csv {

struct cell {
    std::string text;   // without its quotes; "" in it is one quote
    std::size_t at = 0; // byte at which it begins, at a quote the quote
};
using row = std::vector<cell>;

class rows {
  public:
    // The text must outlive this.
    rows(std::string_view text, char separator)
        : text_{text}
        , separator_{separator} {}

    // The next row; false at the end. An empty line is a row with one empty cell. After a mistake nothing that follows
    // can be trusted: a quote too many changes what all later ones mean.
    [[nodiscard]] result<bool, syntax_error> next(row& into);

  private:
    std::string_view text_;
    char separator_;
    std::size_t at_ = 0;
};

// What most likely stands between the cells: of comma, semicolon, tab and bar the one that the first line has most of
// outside of quotes; a comma where it has none.
[[nodiscard]] char separator_of(std::string_view text);

} // namespace vagus::csv
