#include "engine/app/commands/commands.hpp"

namespace vagus::app {

const std::vector<command>& commands() {
    static const std::vector<command> all{
        {"run", add_run},       {"validate", add_validate}, {"test", add_test},     {"explain", add_explain},
        {"send", add_send},     {"listen", add_listen},     {"print", add_print},   {"diff", add_diff},
        {"status", add_status}, {"dead", add_dead},         {"resend", add_resend}, {"wire", add_wire},
        {"schema", add_schema},
    };
    return all;
}

} // namespace vagus::app
