#include "engine/app/commands/explain_view.hpp"

#include "engine/app/account/account.hpp"
#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/peers/leaves.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace vagus::app {
namespace {

namespace json = boost::json;

std::string in_quotes(const json::value* value) {
    if (value == nullptr || !value->is_string()) return "absent";
    return "'" + peers::on_one_line(std::string_view{value->get_string()}) + "'";
}

void print_lines(std::string text) {
    std::ranges::replace(text, '\r', '\n');
    fmt::print("{}{}", text, text.ends_with('\n') ? "" : "\n");
}

void print_heading(const json::object& of) {
    const auto ack = text(of, "ack");
    const auto apart = text(of, "application_by");
    fmt::print("{}  {}  control id {}  {}  {} segments  ack after {}: {}{}{}\n", text(of, "input"), text(of, "type"),
               text(of, "control"), text(of, "version"), number(of, "segments"), text(of, "ack_after"),
               ack.empty() ? "none" : ack, apart.empty() ? "" : ", the application's by ", apart);
}

void print_step(const json::object& line) {
    fmt::print("  {:<32} {:<44} {}\n", text(line, "step"), text(line, "outcome"), text(line, "where"));
    for (const auto& each : list(line, "asked")) {
        std::string values;
        for (const auto& value : list(as_row(each), "values"))
            values += (values.empty() ? "" : ", ") + in_quotes(&value);
        fmt::print("      {} is {}\n", text(as_row(each), "path"), values.empty() ? "empty" : values);
    }
    for (const auto& each : list(line, "looked_up"))
        fmt::print("      {}: {}\n", text(as_row(each), "what"), flag(as_row(each), "found") ? "a row" : "no row");
    for (const auto& each : list(line, "changes"))
        fmt::print("      {}  {} -> {}\n", text(as_row(each), "path"), in_quotes(as_row(each).if_contains("before")),
                   in_quotes(as_row(each).if_contains("after")));
}

void print_steps(const json::object& account) {
    std::string_view route;
    bool first = true;
    for (const auto& each : list(account, "steps")) {
        const auto& line = as_row(each);
        if (first || route != text(line, "route")) fmt::print("{}\n", text(line, "route"));
        first = false;
        route = text(line, "route");
        print_step(line);
    }
    if (const auto left_out = number(account, "left_out"); left_out > 0)
        fmt::print("... and {} lines more: these are the first {}\n", left_out, most_lines);
    for (const auto& each : list(account, "after_step")) {
        const auto part = text(as_row(each), "part");
        fmt::print("after it{}{}, in {}:\n", part.empty() ? "" : " for ", part, text(as_row(each), "route"));
        print_lines(std::string{text(as_row(each), "message")});
    }
}

void print_copies(const json::object& account) {
    for (const auto& each : list(account, "outputs")) {
        const auto& copy = as_row(each);
        fmt::print("-> {:<16} {} bytes{}, by {}\n", text(copy, "output"), number(copy, "bytes"),
                   flag(copy, "changed") ? "" : " as received", text(copy, "route"));
        for (const auto& key : list(copy, "keys")) fmt::print("      key {}\n", in_quotes(&key));
        for (const auto& [name, value] : part(copy, "attributes"))
            fmt::print("      {} {}\n", std::string_view{name}, in_quotes(&value));
        if (copy.contains("body")) print_lines(std::string{text(copy, "body")});
    }
}

} // namespace

void print(const json::object& account) {
    print_heading(account);
    print_steps(account);
    if (!list(account, "after_step").empty()) return;
    print_copies(account);
    for (const auto& each : list(account, "drops"))
        fmt::print("dropped by {}: {}\n", text(as_row(each), "route"), text(as_row(each), "reason"));
    for (const auto& each : list(account, "failures"))
        fmt::print("{} {}: {}\n", flag(as_row(each), "rejects") ? "rejected by" : "failed in",
                   text(as_row(each), "route"), text(as_row(each), "text"));
    if (flag(account, "unmatched")) fmt::print("no route takes this message: it is kept as unmatched\n");
}

int end_at_step(const json::object& account, const std::string& of, const std::string& step) {
    if (step.empty() || !list(account, "after_step").empty()) return exit_code::ok;
    fmt::print(stderr, "vagus explain: {} comes to no step {}: the numbers stand before the steps\n", of, step);
    return exit_code::failed;
}

} // namespace vagus::app
