// A tree of JSON with holes, as `bodies:` has them: compiled once, made for every message.
//   $for: PATH    once for each segment, repetition or group; inside, names mean that one
//   $if: EXPR     only where it holds
//   $let: {n: E}  values with a name, read as $n
//   $value: X     a scalar or a list that has one of the above
//   $first: [..]  the first of these that is not empty; beside other keys, its keys join them
//   $use: NAME    a part declared under `bodies:`; beside other keys likewise
#pragma once

#include "config/node.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/hl7/groups.hpp"
#include "parsers/path/scope.hpp"
#include "routes/bodies/json.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace vagus::routes {
class binding;
}

namespace vagus::routes::bodies {

// What stands before content: loop, values, condition. Each is met in this order.
struct head {
    std::optional<path::path> each;
    std::vector<std::pair<std::string, expr::expression>> lets;
    expr::expression only_if; // no root: always
    std::string where;        // "bodies/lab.yaml:12"
};

// What a scalar becomes.
enum class scalar_type : std::uint8_t { text, number, truth };
// What an empty hole does: leaves nothing; spoils a text that has more than the hole; spoils everything.
enum class hole : std::uint8_t { may_be_empty, not_beside_text, never_empty };

struct scalar {
    expr::text_template text;
    scalar_type type = scalar_type::text;
    hole holes = hole::may_be_empty;
};

struct tree {
    struct field;
    struct choice {
        std::vector<tree> of;
    };
    using nested = std::shared_ptr<const tree>; // one with a head of its own; what it gives is given in its place

    head before;
    std::variant<scalar, std::vector<tree>, std::vector<field>, choice, nested> content;
};
struct tree::field {
    std::string name; // empty: the keys of its content stand here
    tree content;
};

// Which JSON is made: FHIR knows its elements' types, and wants texts without blanks around and control characters.
enum class dialect : std::uint8_t { plain, fhir };

// What a tree stands in, while it is compiled.
struct setting {
    dialect speaks = dialect::plain;
    expr::surroundings around{};
    std::vector<std::string> variables{};
    std::string parent{}; // FHIR: names of the elements around, for their types
    std::string element{};
    std::size_t depth = 0;
    std::vector<std::string> parts{}; // those being used, outermost first
    std::size_t* places = nullptr;    // how many there are so far
};

// Nothing after findings. `in` is what stands inside of the head afterwards.
[[nodiscard]] std::optional<head> compile_head(const config::node& map, setting& in, binding& names);
[[nodiscard]] std::optional<tree> compile_tree(const config::node& from, setting in, binding& names);
[[nodiscard]] std::optional<expr::text_template> compile_text(const config::node& from, const setting& in,
                                                              binding& names);

// One message on its way into JSON.
class maker {
  public:
    // `groups`: null where no loop needs them or the structure is not known.
    maker(dialect speaks, const hl7::grouping* groups)
        : speaks_{speaks}
        , groups_{groups} {}

    // Calls visit(scope) for every turn of the head's loop for which its condition holds.
    void each_turn(const head& of, const path::scope& at, const std::function<void(const path::scope&)>& visit);
    // Nothing where everything is empty. After a failure: look at failure().
    [[nodiscard]] json::value make(const tree& of, const path::scope& at);
    // The text of a template; a hole that may not be empty and is fails.
    [[nodiscard]] std::string text_of(const expr::text_template& of, hole holes, const std::string& where,
                                      const path::scope& at);

    // "bodies/lab.yaml:12: why": empty while all is well. Once set, what is made means nothing.
    [[nodiscard]] const std::string& failure() const { return failure_; }
    void fail(const std::string& where, const std::string& why);

  private:
    void make_into(std::vector<json::value>& out, const tree& of, const path::scope& at);
    [[nodiscard]] json::value content_of(const tree& of, const path::scope& at);
    [[nodiscard]] json::value scalar_of(const scalar& of, const std::string& where, const path::scope& at);
    // False once something is wrong.
    [[nodiscard]] bool well(const std::string& where, const path::scope& at);

    dialect speaks_;
    const hl7::grouping* groups_;
    std::size_t bytes_ = 0;
    std::string failure_;
};

} // namespace vagus::routes::bodies
