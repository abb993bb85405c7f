#include "engine/app/commands/plan_view.hpp"

#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/commands.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <string_view>

namespace vagus::app {
namespace {

char sign_of(std::string_view change) {
    if (change == "added") return '+';
    if (change == "removed") return '-';
    return change == "kept" ? '=' : '~';
}

} // namespace

int show_reload(const boost::json::object& answer, bool only_shown) {
    bool changes = false;
    for (const auto& each : list(answer, "plan")) {
        const auto& row = as_row(each);
        const auto what = text(row, "change");
        changes = changes || what != "kept";
        const auto old = text(row, "takes_over");
        fmt::print("{} {} {}{}\n", sign_of(what), text(row, "part"), text(row, "name"),
                   old.empty() ? "" : fmt::format(" takes over the queue of '{}'", old));
    }
    const auto& refusals = list(answer, "refusals");
    for (const auto& each : refusals) {
        if (const auto* sentence = each.if_string()) fmt::print(stderr, "vagus: {}\n", std::string_view{*sentence});
    }
    if (!refusals.empty()) {
        if (!only_shown) fmt::print(stderr, "vagus: nothing was changed\n");
        return exit_code::failed;
    }
    if (!changes)
        fmt::print("nothing to change: revision {} runs\n", text(answer, "before"));
    else if (only_shown)
        fmt::print("revision {} would follow {}; nothing was changed\n", text(answer, "revision"),
                   text(answer, "before"));
    else
        fmt::print("revision {} runs, after {}\n", text(answer, "revision"), text(answer, "before"));
    return exit_code::ok;
}

} // namespace vagus::app
