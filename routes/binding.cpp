#include "routes/binding.hpp"

#include "routes/route.hpp"

#include <algorithm>

namespace vagus::routes {

expr::aliases aliases_of(const rules& all) {
    expr::aliases out;
    for (const auto& alias : all.aliases) {
        const bool unread = alias.value.value == path::path{}; // it has a finding
        if (!unread) out.emplace(alias.name, alias.value.value);
    }
    return out;
}

binding::binding(const rules& all, config::findings& found)
    : aliases_{aliases_of(all)}
    , found_{found} {
    for (const auto& alias : all.aliases) {
        alias_names_.push_back(alias.name);
        if (auto other = expr::bind(alias.value.value, {}); !other)
            found_.error(alias.value.source.place_of(other.error().offset), "VG3005",
                         "alias '" + alias.name + "' uses the alias '$" + other.error().name + "'",
                         "write the path itself: an alias is not looked up inside another");
    }
    for (const auto& one : all.tables) {
        table_names_.push_back(one.name);
        auto made = std::make_shared<rows>();
        for (const auto& row : one.value.rows) made->emplace(row.name, row.value);
        tables_.emplace(one.name, std::move(made));
    }
}

std::optional<path::path> binding::bind(const written<path::path>& p) {
    auto made = expr::bind(p.value, aliases_);
    if (made) return std::move(*made);
    unknown(made.error(), p.source.place_of(made.error().offset));
    return std::nullopt;
}

std::optional<path::path> binding::bind(const config::located<path::path>& p) {
    auto made = expr::bind(p.value, aliases_);
    if (made) return std::move(*made);
    unknown(made.error(), p.at);
    return std::nullopt;
}

std::optional<expr::expression> binding::bind(const written<expr::expression>& e) {
    auto made = expr::bind(e.value, aliases_);
    if (made) return std::move(*made);
    unknown(made.error(), e.source.place_of(made.error().offset));
    return std::nullopt;
}

std::optional<expr::text_template> binding::bind(const written<expr::text_template>& t) {
    auto made = expr::bind(t.value, aliases_);
    if (made) return std::move(*made);
    unknown(made.error(), t.source.place_of(made.error().offset));
    return std::nullopt;
}

std::shared_ptr<const rows> binding::table_named(const written<std::string>& name) {
    if (auto found = tables_.find(name.value); found != tables_.end()) return found->second;
    found_.error(name.source, "VG3004", "no table named '" + name.value + "'",
                 config::suggest(name.value, table_names_));
    return nullptr;
}

std::shared_ptr<const bodies::body> binding::body_named(const written<std::string>& name) {
    if (auto found = bodies_.find(name.value); found != bodies_.end()) return found->second;
    std::vector<std::string> known{"raw"};
    for (const auto& each : bodies_) known.push_back(each.first);
    found_.error(name.source, "VG3006", "no body named '" + name.value + "'", config::suggest(name.value, known));
    return nullptr;
}

void binding::unknown(const expr::unknown_alias& which, const config::place& at) {
    if (std::ranges::find(alias_names_, which.name) != alias_names_.end()) return; // it has a finding of its own
    found_.error(at, "VG3003", "no alias named '$" + which.name + "'", config::suggest(which.name, alias_names_));
}

} // namespace vagus::routes
