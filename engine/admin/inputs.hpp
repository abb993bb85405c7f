// Inputs for people: pause and resume. A paused input keeps its port and its connections, and reads nothing from them;
// senders wait, and send again.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/admin/server.hpp"
#include "engine/intake/intake.hpp"
#include "engine/store/store.hpp"

#include <functional>
#include <map>
#include <string>

namespace vagus::admin {

// All of it outlives the server.
struct input_desk {
    std::function<bool(const std::string&)> known; // whether an input of that name runs
    store::store& store;
    intake::intake& intake;
    const clock& time;
    reporter& report;
};

// Adds input.pause and input.resume.
void add_input_verbs(std::map<std::string, verb>& verbs, const input_desk& at);

} // namespace vagus::admin
