#include "engine/app/commands/commands.hpp"

namespace vagus::app {

const std::vector<command>& commands() {
    static const std::vector<command> all{
        {"send", add_send},
        {"listen", add_listen},
        {"print", add_print},
    };
    return all;
}

} // namespace vagus::app
