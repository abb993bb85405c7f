// What an output wants of a message: which body, and what beside it. Stated by the kind of output, bound with the
// rules, made for every message that goes there.
#pragma once

#include "base/result.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/path/scope.hpp"
#include "routes/attributes.hpp"
#include "routes/bodies/body.hpp"
#include "routes/recode.hpp"
#include "routes/written.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::routes {

class binding;

// How the value of a hole is written where it stands: percent-encoded in a URL, say; empty when it cannot stand there.
// With one, no hole may come out empty, even behind `else`: an empty identifier is somebody else's.
using escape = std::string (*)(std::string_view value);

struct attribute_text {
    std::string name;
    written<expr::text_template> value;
    bool needed = false;       // when it comes out empty the route fails for this message
    escape holes_as = nullptr; // null: values as they are, empty ones too
};

struct content {
    written<std::string> body; // empty or "raw": the bytes as the route left them; otherwise a body's name
    std::vector<attribute_text> attributes;
    std::string revision{}; // name of the attribute that says which configuration made it; empty: none
    charset_wish in{};      // of the message as the route left it; other bodies are in UTF-8
};

// The same with every name looked up.
struct bound_content {
    struct text {
        std::string name;
        expr::text_template value;
        bool needed = false;
        escape holes_as = nullptr;
    };
    std::shared_ptr<const bodies::body> body; // null: the bytes as the route left them
    std::vector<text> attributes;
    charset_wish in{};

    [[nodiscard]] bool plain() const { return body == nullptr && attributes.empty(); }
};

// Nothing after a finding.
[[nodiscard]] std::optional<bound_content> bind(const content& from, binding& names);

struct made_content {
    std::optional<std::string> body; // nothing: the bytes as the route left them
    std::string attributes;          // as encode() writes them
};
// The error says what could not be made: words of the configuration, no field values.
[[nodiscard]] result<made_content, std::string> make(const bound_content& what, const path::scope& at);

} // namespace vagus::routes
