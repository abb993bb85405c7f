#include "engine/observe/health.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace vagus::observe {
namespace json = boost::json;

check alive(life now, std::chrono::steady_clock::duration silent) {
    check made{"threads", now != life::running || silent <= still_alive, {}};
    if (!made.good)
        made.words = "a thread of the engine has not answered for " +
                     std::to_string(std::chrono::duration_cast<std::chrono::seconds>(silent).count()) +
                     " s: restart it, and keep the log";
    return made;
}

check started(life now) {
    check made{"started", now != life::starting, {}};
    if (!made.good) made.words = "the store is being opened; a start after a crash reads what was not closed";
    return made;
}

std::vector<check> ready(life now, const store_reading& store) {
    std::vector<check> all{started(now)};
    all.push_back({"listeners", now == life::running, {}});
    if (now == life::starting) all.back().words = "ports are bound once the store is open";
    if (now == life::stopping) all.back().words = "the engine stops: senders are to come again";
    all.push_back({"store", !store.out_of_space, {}});
    if (store.out_of_space) all.back().words = "a write found no room: free some on the store's disk";
    all.push_back({"disk", store.takes_messages, {}});
    if (!store.takes_messages)
        all.back().words = std::to_string(store.free >> 20U) + " MiB are free, and inputs stop below " +
                           std::to_string(store.floor >> 20U) + " MiB (site.store.stop_inputs_below)";
    return all;
}

bool all_good(const std::vector<check>& checks) {
    return std::ranges::all_of(checks, &check::good);
}

std::string in_lines(const std::vector<check>& checks) {
    std::string text;
    for (const auto& each : checks) {
        text += (each.good ? "ok " : "failed ") + each.name;
        if (!each.words.empty()) text += ": " + each.words;
        text += '\n';
    }
    return text;
}

std::string in_json(const std::vector<check>& checks, const readings& now, const std::string& version) {
    json::array rows;
    for (const auto& each : checks)
        rows.push_back(json::object{{"name", each.name}, {"good", each.good}, {"words", each.words}});
    json::array outputs;
    for (const auto& each : now.outputs)
        outputs.push_back(
            json::object{{"name", each.name}, {"up", each.up}, {"held", each.held}, {"pending", each.pending}});
    return json::serialize(json::object{{"status", all_good(checks) ? "ok" : "failed"},
                                        {"version", version},
                                        {"revision", now.revision},
                                        {"checks", std::move(rows)},
                                        {"outputs", std::move(outputs)}}) +
           "\n";
}

} // namespace vagus::observe
