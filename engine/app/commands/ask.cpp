#include "engine/app/commands/ask.hpp"

#include "engine/admin/client.hpp"
#include "engine/admin/protocol.hpp"
#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/remote.hpp"
#include "engine/app/configuration.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <utility>

#include <pwd.h>
#include <unistd.h>

namespace vagus::app {

namespace {

// An engine that was not started again since an update says less, or more, than is asked.
void warn_of_another(boost::json::object& answer) {
    const std::string theirs{text(answer, "engine")};
    answer.erase("engine");
    static bool said = false; // a command may ask often
    if (theirs == admin::version || std::exchange(said, true)) return;
    fmt::print(stderr,
               "vagus: the engine that runs is vagus {}, and this is vagus {}: what it does not say is left out\n",
               theirs.empty() ? "of an earlier version" : theirs, admin::version);
}

} // namespace

result<boost::json::object, int> ask_engine(const std::string& config_folder, const boost::json::object& request) {
    const auto& remote = told_engine();
    auto answer =
        remote.url.empty() ? admin::ask(store_folder_of(config_folder), request) : ask_remote(remote, request);
    if (answer) {
        warn_of_another(*answer);
        return std::move(*answer);
    }
    fmt::print(stderr, "vagus: {}\n", answer.error().text);
    using enum admin::no_answer::kind;
    const auto why = answer.error().what;
    return fail(why == unreachable ? exit_code::unreachable : why == no_right ? exit_code::refused : exit_code::failed);
}

std::string user_name() {
    const auto* entry = ::getpwuid(::geteuid());
    return entry != nullptr ? std::string{entry->pw_name} : fmt::format("user {}", ::geteuid());
}

} // namespace vagus::app
