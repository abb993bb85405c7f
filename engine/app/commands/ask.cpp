#include "engine/app/commands/ask.hpp"

#include "engine/admin/client.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/configuration.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace vagus::app {

result<boost::json::object, int> ask_engine(const std::string& config_folder, const boost::json::object& request) {
    // Findings do not matter here: the running engine may have started from an earlier state of these files.
    auto answer = admin::ask(load(config_folder).store_folder(), request);
    if (answer) return std::move(*answer);
    fmt::print(stderr, "vagus: {}\n", answer.error().text);
    bool unreachable = answer.error().what == admin::no_answer::kind::unreachable;
    return fail(unreachable ? exit_code::unreachable : exit_code::failed);
}

} // namespace vagus::app
