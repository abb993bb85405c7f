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

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::routes {

struct rules;
struct transform;
class block;

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

    // Null after a finding.
    [[nodiscard]] std::shared_ptr<const expr::memory> memory_named(const written<std::string>& name);
    // A step writes this value.
    void remembers(const std::string& memory, const std::string& value) { written_.emplace(memory, value); }
    // Findings for values that are recalled, and no step writes them. When all is bound.
    void check_recalls();

    // The tree of a part, for $use; null after a finding at `from`.
    [[nodiscard]] const config::node* part_named(const std::string& name, const config::node& from);
    // From here on ref() names one of these, or is a finding; null: it names anything.
    void entries_are(const entry_ids* entries) { entries_ = entries; }
    // From here on messages are answers of receivers, or are not: request() has something to read.
    void messages_are_replies(bool so) { replies_ = so; }
    // Every body there is, for those who make one by its name.
    using bodies_by_name = std::map<std::string, std::shared_ptr<const bodies::body>, std::less<>>;
    [[nodiscard]] bodies_by_name take_bodies() { return std::move(bodies_); }

    // Steps are bound one inside the other. A thing to hold while that is so; what was before comes back afterwards.
    template <class T> class [[nodiscard]] restored {
      public:
        restored(T& what, T meanwhile)
            : what_{what}
            , before_{std::exchange(what, std::move(meanwhile))} {}
        restored(const restored&) = delete;
        restored& operator=(const restored&) = delete;
        ~restored() { what_ = std::move(before_); }

      private:
        T& what_;
        T before_;
    };
    struct numbering {
        std::string prefix; // "3."
        std::size_t last = 0;
    };
    // A route begins: its steps count from 1.
    void begin_route();
    // "3.2". Empty after a finding: the route has too many steps, with those of its transforms.
    [[nodiscard]] std::string next_step(const config::place& at);
    // The step that is being bound stands in the route's own list.
    [[nodiscard]] bool in_route_itself() const { return std::ranges::count(numbers_.prefix, '.') == 1; }
    restored<numbering> steps_inside(const std::string& number) { return {numbers_, {number + ".", 0}}; }
    // $name is a value from here on, until what was remembered comes back.
    void add_value(const std::string& name) { variables_.push_back(name); }
    restored<std::vector<std::string>> remember_values() { return {variables_, variables_}; }
    [[nodiscard]] bool is_alias(const std::string& name) const { return aliases_.contains(name); }

    // What need() may name from here on: the needs of a route, or those of all, or none and why.
    struct asked {
        std::vector<std::string> names{};
        std::string why_none{};
    };
    restored<asked> needs_are(asked these) { return {asked_, std::move(these)}; }
    [[nodiscard]] asked needs_of_all() const;
    // Names of needs that what was bound since then reads.
    [[nodiscard]] std::set<std::string> take_read_needs() { return std::exchange(read_needs_, {}); }

    // The outputs, by their numbers; nothing after a finding.
    void outputs_are(std::vector<std::string> names) { outputs_ = std::move(names); }
    [[nodiscard]] std::optional<std::uint16_t> output_named(const written<std::string>& name);
    // Null after a finding.
    [[nodiscard]] const transform* transform_named(const written<std::string>& name);
    // What names mean in a transform, beside aliases and tables.
    struct parameters {
        expr::aliases paths;
        expr::lists lists;
        std::vector<std::string> texts;
    };
    // Binds the steps of a transform, at a place that uses it. Findings say both places. Nothing, too, where a
    // transform would use itself.
    [[nodiscard]] std::optional<block> inside_transform(const written<std::string>& name, parameters given,
                                                        const std::function<std::optional<block>()>& steps);

    // HL7's dictionaries with what the site adds.
    [[nodiscard]] const std::shared_ptr<const hl7::vocabulary>& says() const { return says_; }

    // Warns of one that neither HL7 nor the site has.
    void doubt_segment(const written<std::string>& id);

    // What failures say of a step in a transform beside its own place; empty elsewhere.
    [[nodiscard]] const std::string& used_at() const { return used_at_; }
    // "routes/lab.yaml:22"
    [[nodiscard]] std::string text_of(const config::place& at) const;
    [[nodiscard]] config::findings& found() { return *found_; }

  private:
    template <class T>
    std::optional<T> bound(const T& from, const config::node& source, const std::vector<std::string>& variables = {});
    void make_bodies();
    void make_memories();
    void bind_alias(const std::string& name, const written<path::path>& as);
    void no_memory(const config::place& at, const std::string& name);
    void doubt(const expr::doubt& of, const config::place& at);
    void check(const expr::needed& of, const config::place& at);
    void unknown(const expr::unknown_name& which, const config::place& at);

    std::shared_ptr<const hl7::vocabulary> says_;
    expr::aliases aliases_; // and parameters that are paths
    std::vector<std::string> outputs_;
    expr::aliases site_aliases_;
    expr::lists lists_;
    std::vector<std::string> transforms_; // that are being bound, the innermost last
    expr::tables tables_;
    expr::memories memories_;
    std::vector<std::string> memory_names_;
    std::set<std::pair<std::string, std::string>> written_; // memory and value
    struct recall {
        config::place at;
        std::string memory, value;
    };
    std::vector<recall> recalls_;
    bodies_by_name bodies_; // null: it had findings
    const entry_ids* entries_ = nullptr;
    bool replies_ = false;
    asked asked_;
    std::set<std::string> read_needs_;
    numbering numbers_;
    std::size_t steps_in_route_ = 0;
    std::string used_at_;
    std::vector<std::string> variables_; // that steps around have named
    const rules& all_;
    const std::vector<config::source_file>& files_;
    std::vector<std::string> alias_names_;
    std::vector<std::string> table_names_;
    config::findings* found_; // never null
};

// A path by whose value memories tell messages apart; nothing after a finding.
[[nodiscard]] std::optional<path::path> bind_key_of_memory(const written<path::path>& p, binding& names);

} // namespace vagus::routes
