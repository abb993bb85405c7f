// map: {path, table, missing, default}. A code becomes what the table says.
#include "parsers/path/write.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/paths.hpp"

#include <optional>

namespace vagus::routes {
namespace {

enum class missing : std::uint8_t { fail, blank, keep, keep_and_warn };

struct mapping {
    written_path where;
    written<std::string> table;
    missing otherwise = missing::fail;
    std::optional<std::string> standard;
};

const config::fields<mapping>& mapping_fields() {
    static const auto stated =
        config::fields<mapping>{"map", "Replaces a code by what a table says."}
            .required("path", &mapping::where, path_type(), "Where the code stands; [*] replaces every one.")
            .required("table", &mapping::table, as_written(config::name()), "Name of the table.")
            .optional("missing", &mapping::otherwise,
                      config::choice<missing>({{"fail", missing::fail},
                                               {"blank", missing::blank},
                                               {"keep", missing::keep},
                                               {"keep_and_warn", missing::keep_and_warn}}),
                      "What a code does that has no row: fail the route, become empty, stay, or stay and say so.")
            .optional("default", &mapping::standard, config::maybe(config::text()),
                      "What a code without a row becomes.")
            .check([](const mapping& made, const config::node& map, config::reading& context) {
                const auto* both = map.find("missing");
                if (both && made.standard)
                    context.found.error(both->value, "VG2010",
                                        "`default` says already what a code without a row becomes",
                                        "leave out one of `missing` and `default`");
            });
    return stated;
}

class map_action final : public action {
  public:
    map_action(path::path where, std::shared_ptr<const expr::table> table, const mapping& how)
        : where_{std::move(where)}
        , table_{std::move(table)}
        , table_name_{how.table.value}
        , otherwise_{how.otherwise}
        , standard_{how.standard} {}

    verdict run(const work& on) const override {
        bool unknown = false;
        auto changed = path::rewrite(
            on.copy, on.located(where_), [&](std::string_view code) { return becomes(code, unknown, on); }, on.here());
        if (!changed) return failed(std::move(changed.error()));
        if (unknown && otherwise_ == missing::fail)
            return failed(no_row() + "; add a row, or say `missing` or `default`");
        on.note(*changed, where_);
        verdict end;
        if (unknown) end.warning = no_row() + ": it stays";
        return end;
    }

  private:
    std::optional<std::string> becomes(std::string_view code, bool& unknown, const work& on) const {
        if (code.empty() || code == R"("")") return std::nullopt; // nothing, and HL7's nothing, have no code
        const auto row = table_->rows.find(code);
        const bool found = row != table_->rows.end();
        on.when.hear(found, [this] { return "table " + table_name_; });
        if (found) return row->second.front();
        on.when.miss(table_name_, std::string{code});
        if (standard_) return standard_;
        if (otherwise_ == missing::blank) return std::string{};
        unknown = unknown || otherwise_ != missing::keep;
        return std::nullopt;
    }
    std::string no_row() const {
        return "table '" + table_name_ + "' has no row for the code in " + path::to_text(where_);
    }

    path::path where_;
    std::shared_ptr<const expr::table> table_;
    std::string table_name_;
    missing otherwise_;
    std::optional<std::string> standard_;
};

struct map_step final : step {
    mapping how;

    std::string title() const override {
        return "map " + path::to_text(how.where.value) + " (" + how.table.value + ")";
    }
    std::unique_ptr<const action> bind(binding& names) const override {
        auto readable = bind_source(how.where, names);
        auto where = bind_target(how.where, names);
        auto table = names.table_named(how.table);
        if (!readable || !where || !table) return nullptr;
        if (!one_for_one(*table, names)) return nullptr;
        if (whole_segment(*where)) {
            names.found().error(how.where.source, "VG2011",
                                path::to_text(*where) + " is a whole segment and holds no code",
                                "name a field: " + path::to_text(*where) + "-3");
            return nullptr;
        }
        return std::make_unique<map_action>(std::move(*where), std::move(table), how);
    }

  private:
    // One code becomes one: other tables are for lookup().
    bool one_for_one(const expr::table& table, binding& names) const {
        if (table.keys == 1 && table.columns.size() < 2) return true;
        const auto& called = how.table.value;
        const std::string key = table.keys == 1 ? "PATH" : "[PATH, PATH]";
        const auto column = table.columns.empty() ? std::string{} : ", '" + table.columns.front() + "'";
        names.found().error(how.table.source, "VG3010",
                            "table '" + called + "' has several " +
                                (table.keys == 1 ? "columns" : "columns for its key"),
                            "try: set: { PATH: \"${lookup('" + called + "', " + key + column + ")}\" }");
        return false;
    }
};

const config::fields<map_step>& map_fields() {
    static const auto stated =
        config::fields<map_step>{"map", "Replaces a code by what a table says. An empty code and HL7's \"\" stay."}
            .required("map", &map_step::how, config::object(mapping_fields), "Where, by which table, and what if not.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> map_kind() {
    auto kind = config::kind_of<step, map_step>("map", map_fields);
    kind.reference = [] { return map_fields().reference() + "\n" + mapping_fields().reference(); };
    return kind;
}

} // namespace vagus::routes
