#include "engine/app/commands/window.hpp"

#include "engine/app/peers/moment.hpp"

#include <CLI/CLI.hpp>

namespace vagus::app {

void add_window(CLI::App& to, std::optional<wall_us>& since, std::optional<wall_us>& until,
                const std::string& of_what) {
    const auto read = [](std::optional<wall_us>& into) {
        return [&into](const std::string& text) {
            into = peers::parse_moment(text, system_clock().wall());
            if (!into)
                throw CLI::ValidationError{"'" + text +
                                           "' is neither a span such as 2h nor a time such as "
                                           "2026-11-26T10:00 (UTC)"};
        };
    };
    to.add_option_function<std::string>("--since", read(since), of_what + " since: 2h ago, or 2026-11-26T10:00 (UTC)")
        ->type_name("TIME");
    to.add_option_function<std::string>("--until", read(until), of_what + " until then, likewise")->type_name("TIME");
}

} // namespace vagus::app
