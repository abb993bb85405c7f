#include "routes/binding.hpp"

#include "routes/block.hpp"
#include "routes/bodies/hl7_json.hpp"
#include "routes/bodies/source.hpp"
#include "routes/limits.hpp"
#include "routes/needs.hpp"
#include "routes/route.hpp"
#include "routes/transform.hpp"

#include <algorithm>

namespace vagus::routes {

expr::aliases aliases_of(const rules& all, const hl7::vocabulary& says) {
    static const expr::tables no_tables;
    expr::aliases out;
    for (const auto& alias : all.aliases) {
        const bool unread = alias.value.value == path::path{}; // it has a finding
        if (unread) continue;
        const auto made = expr::bind(alias.value.value, expr::names{.paths = {}, .codes = no_tables, .says = says});
        if (made) out.emplace(alias.name, *made);
    }
    return out;
}

binding::binding(const rules& all, const std::vector<config::source_file>& files, config::findings& found)
    : says_{std::make_shared<const hl7::vocabulary>(additions_of(all.dictionary))}
    , aliases_{aliases_of(all, *says_)}
    , all_{all}
    , files_{files}
    , found_{&found} {
    site_aliases_ = aliases_;
    for (const auto& alias : all.aliases) {
        alias_names_.push_back(alias.name);
        bind_alias(alias.name, alias.value);
    }
    for (const auto& one : all.tables) {
        table_names_.push_back(one.name);
        tables_.emplace(one.name, one.value.rows);
    }
    make_memories();
    {
        const auto any = needs_are(needs_of_all()); // whichever routes make them
        make_bodies();
    }
    asked_.why_none = "nothing is asked for before a route takes the message";
}

// A key that cannot be used is no key: what needs one has its own finding then, beside that of the key.
void binding::make_memories() {
    for (const auto& one : all_.memories) {
        memory_names_.push_back(one.name);
        expr::memory made{static_cast<std::uint16_t>(memories_.size()), {}};
        for (const auto& each : one.value.key)
            if (auto path = bind_key_of_memory(each, *this)) made.key.push_back(std::move(*path));
        memories_.emplace(one.name, std::make_shared<const expr::memory>(std::move(made)));
    }
}

void binding::bind_alias(const std::string& name, const written<path::path>& as) {
    static const expr::tables no_tables;
    std::vector<expr::doubt> doubts;
    const auto made =
        expr::bind(as.value, expr::names{.paths = {}, .codes = no_tables, .says = *says_, .doubts = &doubts});
    for (const auto& each : doubts) doubt(each, as.source.place_of(each.offset));
    if (made) return;
    const auto at = as.source.place_of(made.error().offset);
    if (made.error().is != expr::unknown_name::what::alias) return unknown(made.error(), at);
    found_->error(at, "VG3005", "alias '" + name + "' uses the alias '$" + made.error().name + "'",
                  "write the path itself: an alias is not looked up inside another");
}

void binding::make_bodies() {
    bodies_.emplace("hl7_json", std::make_shared<const bodies::hl7_json>());
    for (const auto& one : all_.bodies) {
        if (one.name == "raw" || one.name == "hl7_json") {
            found_->error(one.at, "VG3012", "'" + one.name + "' is a body that every installation has",
                          "choose another name");
            continue;
        }
        if (one.value && one.value->part()) continue;
        bodies_.emplace(one.name, one.value ? one.value->compile(one.name, *this) : nullptr);
    }
}

void binding::begin_route() {
    numbers_ = {};
    steps_in_route_ = 0;
}

std::string binding::next_step(const config::place& at) {
    if (++steps_in_route_ > limits::steps_per_route) {
        if (steps_in_route_ == limits::steps_per_route + 1)
            found_->error(at, "VG3007",
                          "a route has at most " + std::to_string(limits::steps_per_route) +
                              " steps, with those of its branches, loops and transforms");
        return {};
    }
    return numbers_.prefix + std::to_string(++numbers_.last);
}

std::string binding::text_of(const config::place& at) const {
    auto file = at.file < files_.size() ? files_[at.file].name : std::string{"configuration"};
    return file + ":" + std::to_string(at.line);
}

const config::node* binding::part_named(const std::string& name, const config::node& from) {
    std::vector<std::string> known;
    for (const auto& one : all_.bodies) {
        if (one.name == name && (!one.value || one.value->part())) return one.value ? one.value->part() : nullptr;
        if (one.value && one.value->part()) known.push_back(one.name);
    }
    found_->error(from, "VG3011", "no part named '" + name + "'",
                  known.empty() ? "parts stand under `bodies:`, as NAME: { part: ... }" : config::suggest(name, known));
    return nullptr;
}

template <class T>
std::optional<T> binding::bound(const T& from, const config::node& source, const std::vector<std::string>& variables) {
    std::vector<expr::doubt> doubts;
    std::vector<expr::recalled> recalls;
    std::vector<expr::needed> needed;
    auto known = variables_;
    known.insert(known.end(), variables.begin(), variables.end());
    auto made = expr::bind(from, expr::names{aliases_,
                                             tables_,
                                             std::move(known),
                                             entries_ ? &entries_->outlines : nullptr,
                                             {},
                                             *says_,
                                             &doubts,
                                             replies_,
                                             &all_.of_site.secrets,
                                             &lists_,
                                             &memories_,
                                             &recalls,
                                             &needed});
    for (const auto& each : doubts) doubt(each, source.place_of(each.offset));
    for (auto& each : recalls)
        recalls_.push_back({source.place_of(each.offset), std::move(each.memory), std::move(each.name)});
    for (const auto& each : needed) check(each, source.place_of(each.offset));
    if (made) return std::move(*made);
    unknown(made.error(), source.place_of(made.error().offset));
    return std::nullopt;
}

std::optional<path::path> binding::bind(const written<path::path>& p) {
    return bound(p.value, p.source);
}

std::optional<path::path> binding::bind(const config::located<path::path>& p) {
    std::vector<expr::doubt> doubts;
    auto made =
        expr::bind(p.value, expr::names{.paths = aliases_, .codes = tables_, .says = *says_, .doubts = &doubts});
    for (const auto& each : doubts) doubt(each, p.at);
    if (made) return std::move(*made);
    unknown(made.error(), p.at);
    return std::nullopt;
}

std::optional<path::path> binding::bind_loop(const path::path& p, const config::node& source) {
    return bound(p, source);
}

std::optional<expr::expression> binding::bind(const written<expr::expression>& e) {
    return bound(e.value, e.source);
}
std::optional<expr::expression> binding::bind(const expr::expression& e, const config::node& source,
                                              const std::vector<std::string>& variables) {
    return bound(e, source, variables);
}

std::optional<expr::text_template> binding::bind(const written<expr::text_template>& t) {
    return bound(t.value, t.source);
}
std::optional<expr::text_template> binding::bind(const expr::text_template& t, const config::node& source,
                                                 const std::vector<std::string>& variables) {
    return bound(t, source, variables);
}

std::shared_ptr<const expr::table> binding::table_named(const written<std::string>& name) {
    if (auto found = tables_.find(name.value); found != tables_.end()) return found->second;
    found_->error(name.source, "VG3004", "no table named '" + name.value + "'",
                  config::suggest(name.value, table_names_));
    return nullptr;
}

std::shared_ptr<const bodies::body> binding::body_named(const written<std::string>& name) {
    if (auto found = bodies_.find(name.value); found != bodies_.end()) return found->second;
    std::vector<std::string> known{"raw"};
    for (const auto& each : bodies_) known.push_back(each.first);
    found_->error(name.source, "VG3013", "no body named '" + name.value + "'", config::suggest(name.value, known));
    return nullptr;
}

std::shared_ptr<const expr::memory> binding::memory_named(const written<std::string>& name) {
    if (auto found = memories_.find(name.value); found != memories_.end()) return found->second;
    no_memory(name.source.at, name.value);
    return nullptr;
}

void binding::no_memory(const config::place& at, const std::string& name) {
    found_->error(at, "VG3025", "no memory named '" + name + "'",
                  memory_names_.empty() ? "memories stand under `memory:`" : config::suggest(name, memory_names_));
}

std::optional<path::path> bind_key_of_memory(const written<path::path>& p, binding& names) {
    auto key = names.bind(p);
    if (!key || (key->field && !path::is_new(*key) && !path::is_list(*key))) return key;
    names.found().error(p.source, "VG2015", path::to_text(*key) + " has no value to remember by",
                        "name one field, such as PID-3.1");
    return std::nullopt;
}

void binding::check_recalls() {
    for (const auto& each : recalls_) {
        if (written_.contains({each.memory, each.value})) continue;
        std::vector<std::string> known;
        for (const auto& [memory, value] : written_)
            if (memory == each.memory) known.push_back(value);
        const auto hint = config::suggest(each.value, known);
        found_->error(each.at, "VG3027", "nothing remembers '" + each.value + "' in '" + each.memory + "'",
                      hint.empty() ? "write it: remember: { in: " + each.memory + ", set: { " + each.value + ": ... } }"
                                   : hint);
    }
    recalls_.clear();
}

std::optional<std::uint16_t> binding::output_named(const written<std::string>& name) {
    const auto found = std::ranges::find(outputs_, name.value);
    if (found != outputs_.end()) return static_cast<std::uint16_t>(found - outputs_.begin());
    found_->error(name.source, "VG3002", "no output named '" + name.value + "'", config::suggest(name.value, outputs_));
    return std::nullopt;
}

const transform* binding::transform_named(const written<std::string>& name) {
    std::vector<std::string> known;
    for (const auto& each : all_.transforms) {
        if (each.name == name.value) return &each.value;
        known.push_back(each.name);
    }
    found_->error(name.source, "VG3017", "no transform named '" + name.value + "'",
                  known.empty() ? "transforms stand under `transforms:`" : config::suggest(name.value, known));
    return nullptr;
}

std::optional<block> binding::inside_transform(const written<std::string>& name, parameters given,
                                               const std::function<std::optional<block>()>& steps) {
    const auto own = std::ranges::find(transforms_, name.value);
    if (own != transforms_.end() || transforms_.size() >= limits::transforms_inside_each_other) {
        std::string way;
        for (auto each = own; each != transforms_.end(); ++each) way += *each + " uses ";
        found_->error(name.source, "VG3019",
                      own != transforms_.end()
                          ? "a transform cannot use itself: " + way + name.value
                          : "transforms stand at most " + std::to_string(limits::transforms_inside_each_other) +
                                " inside each other");
        return std::nullopt;
    }
    const auto place = text_of(name.source.at);
    auto paths = site_aliases_;
    for (auto& [parameter, path] : given.paths) paths.insert_or_assign(parameter, std::move(path));
    config::findings inside;
    std::optional<block> made;
    {
        const restored here{transforms_, transforms_};
        const restored known_paths{aliases_, std::move(paths)};
        const restored known_lists{lists_, std::move(given.lists)};
        const restored known_texts{variables_, std::move(given.texts)};
        const restored used{used_at_, " used at " + place + used_at_};
        const restored heard{found_, &inside};
        transforms_.push_back(name.value);
        made = steps();
    }
    for (auto each : inside.all()) {
        each.what += ", used at " + place;
        found_->add(std::move(each));
    }
    return made;
}

void binding::doubt(const expr::doubt& of, const config::place& at) {
    found_->warning(at, "VG2042", of.about.what, of.about.hint);
}

binding::asked binding::needs_of_all() const {
    asked all;
    for (const auto& route : all_.routes)
        for (const auto& each : route.value.needs)
            if (std::ranges::find(all.names, each.name) == all.names.end()) all.names.push_back(each.name);
    if (all.names.empty()) all.why_none = "no route has `needs:`";
    return all;
}

void binding::check(const expr::needed& of, const config::place& at) {
    read_needs_.insert(of.name);
    if (std::ranges::find(asked_.names, of.name) == asked_.names.end())
        found_->error(at, "VG3044", "no need named '" + of.name + "' here",
                      asked_.why_none.empty() ? config::suggest(of.name, asked_.names) : asked_.why_none);
    if (!is_pointer(of.pointer))
        found_->error(
            at, "VG3045", "'" + of.pointer + "' is no JSON pointer",
            "write / before every name, such as /patient/id or /entry/0/resource/id; ~1 for a / in a name, ~0 "
            "for a ~; '' is the whole answer");
}

void binding::doubt_segment(const written<std::string>& id) {
    if (const auto odd = path::segment_of_none(id.value, *says_))
        found_->warning(id.source.at, "VG2042", odd->what, odd->hint);
}

void binding::unknown(const expr::unknown_name& which, const config::place& at) {
    using what = expr::unknown_name::what;
    switch (which.is) {
    case what::table:
        found_->error(at, "VG3004", "no table named '" + which.name + "'", config::suggest(which.name, table_names_));
        return;
    case what::key: {
        const auto keys = tables_.find(which.in)->second->keys;
        found_->error(
            at, "VG3036",
            "table '" + which.in + "' is found by " + (keys == 1 ? "one value" : std::to_string(keys) + " values"),
            keys == 1 ? "give one value, not a list" : "give a list with one value for each column of its key: [A, B]");
        return;
    }
    case what::column: {
        const auto& of = *tables_.find(which.in)->second;
        if (of.rows.empty()) return; // it has a finding of its own
        const auto& columns = of.columns;
        if (columns.empty())
            found_->error(at, "VG3010",
                          "table '" + which.in + "' has one value a row, and no column '" + which.name + "'",
                          "leave out the column");
        else if (which.name.empty())
            found_->error(at, "VG3010", "table '" + which.in + "' has columns: say which",
                          config::suggest("", columns));
        else
            found_->error(at, "VG3010", "table '" + which.in + "' has no column '" + which.name + "'",
                          config::suggest(which.name, columns));
        return;
    }
    case what::variable_as_path:
        found_->error(at, "VG3003", "$" + which.name + " is a value here, and a path is needed",
                      "write the path, or declare it under `aliases:`");
        return;
    case what::entry: {
        const auto hint = config::suggest(which.name, entries_->written);
        found_->error(at, "VG3014", "no entry of this bundle has the id " + which.in,
                      hint.empty() ? "say `id:` at the entry that is meant" : hint);
        return;
    }
    case what::request:
        found_->error(at, "VG3015", "request() reads what had been sent, and these messages are no answers to anything",
                      "it is for routes that take from `response:` inputs only");
        return;
    case what::secret: {
        std::vector<std::string> known;
        for (const auto& each : all_.of_site.secrets) known.push_back(each.first);
        found_->error(at, "VG3016", "no secret named '" + which.name + "'",
                      known.empty() ? "secrets stand under `site: { secrets: ... }`"
                                    : config::suggest(which.name, known));
        return;
    }
    case what::memory: no_memory(at, which.name); return;
    case what::key_of_memory:
        found_->error(at, "VG3026", "memory '" + which.name + "' states no key: unchanged since which message?",
                      "say whose it is: memory: { " + which.name + ": { key: PID-3.1 } }");
        return;
    case what::part: found_->error(at, "VG2040", which.name, which.in); return;
    case what::field: found_->error(at, "VG2041", which.name, which.in); return;
    case what::alias: break;
    }
    if (std::ranges::find(alias_names_, which.name) != alias_names_.end()) return; // it has a finding of its own
    found_->error(at, "VG3003", "no alias named '$" + which.name + "'", config::suggest(which.name, alias_names_));
}

} // namespace vagus::routes
