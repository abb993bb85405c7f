#include "parsers/expr/nesting.hpp"

#include "base/limits.hpp"

#include <string>

namespace vagus::expr::grammar {

std::optional<syntax_error> too_long_or_deep(const extent& part, std::size_t longest) {
    auto text = part.text();
    if (text.size() > longest)
        return syntax_error{part.from + longest, "at most " + std::to_string(longest) + " bytes",
                            "write it as several steps"};
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'') quoted = !quoted;
        if (quoted) continue;
        if ((text[i] == ')' || text[i] == ']') && depth > 0) --depth;
        if ((text[i] == '(' || text[i] == '[') && ++depth > limits::expression_depth)
            return syntax_error{part.from + i,
                                "at most " + std::to_string(limits::expression_depth) + " brackets inside each other",
                                {}};
    }
    return std::nullopt;
}

} // namespace vagus::expr::grammar
