// A stored message through the rules once more: those that planned it, or those on disk. Read from the store's files,
// beside a running engine. Thread rule: one thread. Throws what the store's files throw.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "engine/app/explaining.hpp"
#include "engine/app/past_rules.hpp"

#include <boost/json/object.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace vagus::app {

struct retold {
    wall_us received = 0;
    past_rules rules;
    explained_message made;
};
// Why not, in words. `gone`: the message is not kept any more, or never was here.
struct not_retold {
    std::string words;
    bool gone = false;
};

struct retelling {
    std::filesystem::path folder; // of the configuration, or its file
    std::filesystem::path store;
    bool by_now = false;
    std::string step{}; // nothing behind it, by its number
};

[[nodiscard]] result<retold, not_retold> retell(const retelling& how, message_id id);
[[nodiscard]] boost::json::object as_json(const retold& told, const explain_wishes& how);
// What the rules of then did on the way to an output; nothing where that cannot be told any more, whatever the reason.
[[nodiscard]] std::vector<told_line> steps_towards(const retelling& how, message_id id, const std::string& output);

} // namespace vagus::app
