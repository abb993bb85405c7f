// --tls and what belongs to it, for the commands that speak MLLP themselves.
#pragma once

#include "base/result.hpp"
#include "engine/runtime/tls/sides.hpp"

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace vagus::app {

struct tls_options {
    bool on = false;
    std::string ca;
    std::string cert;
    std::string key;
    std::string name;       // send: the receiver's, where it is not the host
    bool no_verify = false; // send
};

void add_tls_of_sender(CLI::App& command, tls_options& into);
void add_tls_of_receiver(CLI::App& command, tls_options& into);

// The files, read. Words for people when they cannot be used.
[[nodiscard]] result<std::shared_ptr<const tls::certificates>, std::string> read(const tls_options& how);

} // namespace vagus::app
