// Options that mean what a setting means are read by the setting's own type: 30s, :6661 and a condition are one
// language everywhere, with the same findings.
#pragma once

#include "config/types.hpp"
#include "parsers/expr/expression.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <utility>

namespace vagus::app {

template <class T> void read_value(const config::type<T>& kind, const std::string& text, T& into) {
    config::findings found;
    config::reading context{found};
    config::node scalar;
    scalar.kind = config::node::shape::scalar;
    scalar.text = text;
    if (kind.read(scalar, context, into)) return;
    std::string why = "'" + text + "' is not " + kind.words;
    if (const auto& all = found.all(); !all.empty())
        why = all.front().what + (all.front().fix.empty() ? "" : "; " + all.front().fix);
    throw CLI::ValidationError{why};
}

// Names of fields are numbers in what comes back.
[[nodiscard]] inline path::path read_path(const std::string& text) {
    path::path written;
    read_value(config::hl7_path(), text, written);
    auto made = expr::bind(written, expr::aliases{});
    if (made) return std::move(*made);
    if (made.error().is == expr::unknown_name::what::alias)
        throw CLI::ValidationError{"'" + text + "' is an alias of a configuration; write the path"};
    throw CLI::ValidationError{made.error().name + (made.error().in.empty() ? "" : "; " + made.error().in)};
}

// `word` stands for the value in --help: TIME, ADDRESS.
template <class T>
CLI::Option* add_value(CLI::App& to, std::string flags, std::string word, T& into, config::type<T> kind,
                       std::string help) {
    auto read = [&into, kind](const std::string& text) { read_value(kind, text, into); };
    return to.add_option_function<std::string>(std::move(flags), std::move(read), std::move(help))
        ->type_name(std::move(word));
}

} // namespace vagus::app
