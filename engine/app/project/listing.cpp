#include "engine/app/project/listing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace vagus::app {
namespace {

using config::node;

template <class Kinds>
std::string kind_of(const configuration& what, std::string_view family, const std::string& name, const Kinds& kinds) {
    const auto* all = what.files.root.find(family);
    const auto* one = all ? all->value.find(name) : nullptr;
    for (const auto& kind : kinds)
        if (one && one->value.find(kind.key)) return kind.key;
    return {};
}

std::string roads_of(const routes::route& route) {
    std::vector<std::string_view> from;
    std::vector<std::string_view> to;
    for (const auto& each : route.from) from.push_back(each.value);
    for (const auto& each : route.to) to.push_back(each.route.value.empty() ? each.output.value : each.route.value);
    return fmt::format("{} -> {}", from.empty() ? "other routes" : fmt::format("{}", fmt::join(from, ", ")),
                       to.empty() ? "nothing" : fmt::format("{}", fmt::join(to, ", ")));
}

std::string rows_of(const expr::table& table) {
    const auto count = fmt::format("{} rows", table.rows.size());
    return table.columns.empty() ? count : fmt::format("{}: {}", count, fmt::join(table.columns, ", "));
}

std::string place_of(const configuration& what, const config::place& at) {
    const auto& files = what.files.files;
    return fmt::format("{}:{}", at.file < files.size() ? files[at.file].name : "", at.line);
}

} // namespace

const std::vector<std::string_view>& listed_families() {
    static const std::vector<std::string_view> all{"inputs",  "routes",     "outputs", "tables",
                                                   "aliases", "transforms", "bodies",  "tests"};
    return all;
}

std::vector<listed> listing_of(const configuration& what, std::string_view family) {
    std::vector<listed> out;
    const auto add = [&](const auto& all, auto about) {
        for (const auto& each : all) out.push_back({family, each.name, place_of(what, each.at), about(each)});
    };
    const auto& has = what.written;
    if (family == "inputs")
        add(has.inputs, [&](const auto& one) { return kind_of(what, family, one.name, listen::input_kinds()); });
    if (family == "outputs")
        add(has.outputs, [&](const auto& one) { return kind_of(what, family, one.name, deliver::output_kinds()); });
    if (family == "bodies")
        add(has.bodies, [&](const auto& one) { return kind_of(what, family, one.name, routes::bodies::kinds()); });
    if (family == "routes") add(has.routes, [](const auto& one) { return roads_of(one.value); });
    if (family == "tables") add(has.tables, [](const auto& one) { return rows_of(*one.value.rows); });
    if (family == "aliases") add(has.aliases, [](const auto& one) { return path::to_text(one.value.value); });
    if (family == "transforms") add(has.transforms, [](const auto& one) { return one.value.doc; });
    if (family == "tests")
        for (const auto& test : has.tests)
            out.push_back({family, test.name, place_of(what, test.input.source.at), test.input.value});
    return out;
}

} // namespace vagus::app
