// An engine that commands reach over HTTP instead of the socket in its store's folder: `--engine URL`, VAGUS_ENGINE.
#pragma once

#include "base/result.hpp"
#include "engine/admin/client.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace vagus::app {

struct remote_engine {
    std::string url;        // empty: the one of the configuration, on this machine
    std::string token_file; // with a token of its API
    std::string ca;         // PEM of the authority that vouches for it; empty: those this machine trusts
};
// What this process was told.
[[nodiscard]] const remote_engine& told_engine();
void add_remote_options(CLI::App& to);
// For commands that read files of this machine only: true, and said so, when another engine was meant.
[[nodiscard]] bool meant_elsewhere(std::string_view command);

// The same question that ask() puts to the socket. Blocking; for short-lived command-line processes.
[[nodiscard]] result<boost::json::object, admin::no_answer> ask_remote(const remote_engine& whom,
                                                                       const boost::json::object& request);

} // namespace vagus::app
