#include "engine/app/commands/rate.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <utility>

namespace vagus::app {
namespace {

double read_rate(const std::string& text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string unit{end, text.data() + text.size()};
    const bool known = unit.empty() || unit == "/s" || unit == "/min";
    if (error != std::errc{} || !known || !(number > 0) || number > 1e6)
        throw CLI::ValidationError{"'" + text + "' is not a rate such as 50/s or 600/min"};
    return unit == "/min" ? number / 60 : number;
}

} // namespace

void add_rate(CLI::App& to, double& per_second, std::string help) {
    to.add_option_function<std::string>(
          "--rate", [&per_second](const std::string& text) { per_second = read_rate(text); }, std::move(help))
        ->type_name("RATE");
}

} // namespace vagus::app
