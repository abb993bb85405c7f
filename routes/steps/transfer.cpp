#include "routes/steps/transfer.hpp"

#include "parsers/path/removal.hpp"
#include "parsers/path/write.hpp"

namespace vagus::routes {
namespace {

// How much structure a path names: a target must have room for that of its source.
enum class level : int { segment, field, component, subcomponent };

level level_of(const path::path& p) {
    if (whole_segment(p)) return level::segment;
    if (!p.component) return level::field;
    return p.subcomponent ? level::subcomponent : level::component;
}

std::string_view words(level of) {
    switch (of) {
    case level::segment: return "a segment";
    case level::field: return "a field";
    case level::component: return "a component";
    case level::subcomponent: break;
    }
    return "a subcomponent";
}

bool fits(const path::path& from, const path::path& to) {
    auto source = level_of(from);
    auto target = level_of(to);
    if (source == level::segment || target == level::segment) return source == target;
    return source >= target;
}

std::optional<path::path> bind_from(const written_path& p, bool emptied, binding& names) {
    auto from = bind_source(p, names);
    if (from && emptied && !bind_target(p, names)) return std::nullopt;
    if (!from || !path::is_list(*from)) return from;
    names.found().error(p.source, "VG2013", path::to_text(*from) + " is a list; one element is copied at a time",
                        "name one: [1], [last] or a condition; a field without [ ] has all its repetitions");
    return std::nullopt;
}

std::optional<path::path> bind_to(const path::path& from, const written_path& p, binding& names) {
    auto to = bind_target(p, names);
    if (!to || fits(from, *to)) return to;
    names.found().error(p.source, "VG2014",
                        path::to_text(from) + " is " + std::string{words(level_of(from))} + " and does not fit into " +
                            path::to_text(*to) + ", " + std::string{words(level_of(*to))},
                        level_of(from) == level::field ? "name a component: " + path::to_text(from) + ".1" : "");
    return std::nullopt;
}

// What a target names was there before the step, so sources that go away still count. A list names none of these.
result<bool, path::refusal> write_one(const path::path& to, const std::string& value, path::removal& sources,
                                      const work& on) {
    const auto where = on.located(to);
    const bool list = path::is_list(where);
    if (list)
        sources.leave_written();
    else
        sources.leave(where, on.here());
    auto changed = path::assign_raw(on.copy, where, value, on.here(), on.says);
    if (list) sources.hollow();
    return changed;
}

} // namespace

config::type<transfers> transfers_type() {
    return config::map_by(path_type(), config::list_or_one(path_type()));
}

std::string titled(std::string_view kind, const transfers& all) {
    std::string out{kind};
    for (const auto& each : all) {
        out += (&each == &all.front() ? " " : ", ") + path::to_text(each.key.value) + " to";
        for (const auto& to : each.value) out += (&to == &each.value.front() ? " " : " and ") + path::to_text(to.value);
    }
    return out;
}

std::optional<std::vector<transfer>> bind(const transfers& all, bool emptied, binding& names) {
    std::vector<transfer> out;
    bool good = true;
    for (const auto& each : all) {
        auto from = bind_from(each.key, emptied, names);
        good = good && from;
        if (!from) continue;
        transfer made{std::move(*from), {}};
        for (const auto& target : each.value) {
            auto to = bind_to(made.from, target, names);
            good = good && to;
            if (to) made.to.push_back(std::move(*to));
        }
        out.push_back(std::move(made));
    }
    if (!good) return std::nullopt;
    return out;
}

verdict run(const std::vector<transfer>& all, bool emptied, const work& on) {
    std::vector<std::string> values;
    values.reserve(all.size());
    for (const auto& each : all) values.emplace_back(path::raw(each.from, on.here()));
    path::removal sources{on.copy};
    for (const auto& each : all) {
        if (!emptied) break;
        auto found = sources.find(on.located(each.from), path::reach::as_written, on.here());
        if (!found) return failed(std::move(found.error()));
        on.note(*found, each.from);
    }
    sources.empty();
    sources.hollow();
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (const auto& to : all[i].to) {
            auto changed = write_one(to, values[i], sources, on);
            if (!changed) return failed(std::move(changed.error()));
            on.note(*changed, to);
        }
    }
    sources.leave_written();
    sources.remove();
    return {};
}

} // namespace vagus::routes
