// Names become what they mean while the rules are compiled: aliases paths, table names tables. What is unknown is a
// finding.
#pragma once

#include "config/findings.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/path/path.hpp"
#include "routes/bodies/body.hpp"
#include "routes/table.hpp"
#include "routes/written.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::routes {

struct rules;

[[nodiscard]] expr::aliases aliases_of(const rules& all);

class binding {
  public:
    // Binds the aliases and tables of `all`, with findings for those that cannot be used.
    binding(const rules& all, config::findings& found);

    // What stands there with its aliases replaced; nothing after a finding.
    [[nodiscard]] std::optional<path::path> bind(const written<path::path>& p);
    [[nodiscard]] std::optional<path::path> bind(const config::located<path::path>& p);
    [[nodiscard]] std::optional<expr::expression> bind(const written<expr::expression>& e);
    [[nodiscard]] std::optional<expr::text_template> bind(const written<expr::text_template>& t);
    // Null after a finding.
    [[nodiscard]] std::shared_ptr<const rows> table_named(const written<std::string>& name);
    [[nodiscard]] std::shared_ptr<const bodies::body> body_named(const written<std::string>& name);

    [[nodiscard]] config::findings& found() { return found_; }

  private:
    void unknown(const expr::unknown_alias& which, const config::place& at);

    expr::aliases aliases_;
    std::map<std::string, std::shared_ptr<const rows>, std::less<>> tables_;
    std::map<std::string, std::shared_ptr<const bodies::body>, std::less<>> bodies_;
    std::vector<std::string> alias_names_;
    std::vector<std::string> table_names_;
    config::findings& found_;
};

} // namespace vagus::routes
