// Names become what they mean while the rules are compiled: aliases paths, table names tables. What is unknown is a
// finding.
#pragma once

#include "config/findings.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/expr/outline.hpp"
#include "parsers/hl7/vocabulary.hpp"
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

[[nodiscard]] expr::aliases aliases_of(const rules& all, const hl7::vocabulary& says);

// The ids of a bundle's entries: what ref() may name.
struct entry_ids {
    std::vector<expr::outline> outlines;
    std::vector<std::string> written;
};

class binding {
  public:
    // Binds the aliases, tables and bodies of `all`, with findings for those that cannot be used.
    binding(const rules& all, const std::vector<config::source_file>& files, config::findings& found);

    // What stands there with its aliases replaced; nothing after a finding.
    [[nodiscard]] std::optional<path::path> bind(const written<path::path>& p);
    [[nodiscard]] std::optional<path::path> bind(const config::located<path::path>& p);
    [[nodiscard]] std::optional<expr::expression> bind(const written<expr::expression>& e);
    [[nodiscard]] std::optional<expr::text_template> bind(const written<expr::text_template>& t);
    [[nodiscard]] std::optional<path::path> bind_loop(const path::path& p, const config::node& source);
    // `variables`: names of values around, innermost last.
    [[nodiscard]] std::optional<expr::expression> bind(const expr::expression& e, const config::node& source,
                                                       const std::vector<std::string>& variables);
    [[nodiscard]] std::optional<expr::text_template> bind(const expr::text_template& t, const config::node& source,
                                                          const std::vector<std::string>& variables);
    // Null after a finding.
    [[nodiscard]] std::shared_ptr<const expr::table> table_named(const written<std::string>& name);
    [[nodiscard]] std::shared_ptr<const bodies::body> body_named(const written<std::string>& name);

    // The tree of a part, for $use; null after a finding at `from`.
    [[nodiscard]] const config::node* part_named(const std::string& name, const config::node& from);
    // From here on ref() names one of these, or is a finding; null: it names anything.
    void entries_are(const entry_ids* entries) { entries_ = entries; }
    // From here on messages are answers of receivers, or are not: request() has something to read.
    void messages_are_replies(bool so) { replies_ = so; }
    // Every body there is, for those who make one by its name.
    using bodies_by_name = std::map<std::string, std::shared_ptr<const bodies::body>, std::less<>>;
    [[nodiscard]] bodies_by_name take_bodies() { return std::move(bodies_); }

    // HL7's dictionaries with what the site adds.
    [[nodiscard]] const std::shared_ptr<const hl7::vocabulary>& says() const { return says_; }

    // "routes/lab.yaml:22"
    [[nodiscard]] std::string text_of(const config::place& at) const;
    [[nodiscard]] config::findings& found() { return found_; }

  private:
    template <class T>
    std::optional<T> bound(const T& from, const config::node& source, const std::vector<std::string>& variables = {});
    void make_bodies();
    void bind_alias(const std::string& name, const written<path::path>& as);
    void doubt(const expr::doubt& of, const config::place& at);
    void unknown(const expr::unknown_name& which, const config::place& at);

    std::shared_ptr<const hl7::vocabulary> says_;
    expr::aliases aliases_;
    expr::tables tables_;
    bodies_by_name bodies_; // null: it had findings
    const entry_ids* entries_ = nullptr;
    bool replies_ = false;
    const rules& all_;
    const std::vector<config::source_file>& files_;
    std::vector<std::string> alias_names_;
    std::vector<std::string> table_names_;
    config::findings& found_;
};

} // namespace vagus::routes
