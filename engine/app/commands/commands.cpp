#include "engine/app/commands/commands.hpp"

namespace vagus::app {

int exit_code::of(store::trouble what) {
    switch (what) {
    case store::trouble::unusable: return store_unusable;
    case store::trouble::in_use: return store_in_use;
    case store::trouble::full: return store_full;
    case store::trouble::read_only: return store_read_only;
    case store::trouble::damaged: return store_damaged;
    case store::trouble::locked: return store_locked;
    case store::trouble::undecided: return store_undecided;
    }
    return store_undecided;
}

const std::vector<command>& commands() {
    static const std::vector<command> all{
        {"run", add_run},         {"validate", add_validate}, {"test", add_test},
        {"explain", add_explain}, {"send", add_send},         {"listen", add_listen},
        {"print", add_print},     {"diff", add_diff},         {"reload", add_reload},
        {"config", add_config},   {"status", add_status},     {"queue", add_queue},
        {"output", add_output},   {"dead", add_dead},         {"resend", add_resend},
        {"search", add_search},   {"wire", add_wire},         {"schema", add_schema},
        {"store", add_store},     {"help", add_help},         {"init", add_init},
        {"new", add_new},         {"list", add_list},         {"graph", add_graph},
        {"fmt", add_fmt},         {"import", add_import},     {"replay-diff", add_replay_diff},
        {"audit", add_audit},     {"alerts", add_alerts},     {"input", add_input},
        {"tail", add_tail},       {"top", add_top},           {"codes", add_codes},
    };
    return all;
}

} // namespace vagus::app
