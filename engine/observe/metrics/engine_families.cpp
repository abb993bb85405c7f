#include "engine/observe/metrics/families.hpp"

namespace vagus::observe {
namespace {

using kind = family::kind;

template <class Value> void add_one(families& to, kind of, const char* name, const char* help, Value value) {
    to.push_back(std::move(family{of, name, help}.put({}, value)).take());
}

void add_counts(families& to, const char* name, const char* help, const char* label, const meter::by_name& of) {
    family made{kind::counter, name, help};
    for (const auto& [word, n] : of.look()) made.put({{label, word}}, n);
    to.push_back(std::move(made).take());
}

} // namespace

void add_store(families& to, const store::store_meters& counted, const readings& now) {
    const auto& store = now.store;
    add_one(to, kind::gauge, "vagus_store_bytes", "What the files of the store take.", store.bytes);
    add_one(to, kind::gauge, "vagus_store_free_bytes", "What is free on the store's disk.", store.free);
    add_one(to, kind::gauge, "vagus_store_floor_bytes", "`stop_inputs_below`: with less than that inputs stop.",
            store.floor);
    add_one(to, kind::gauge, "vagus_store_takes_messages", "0 while inputs take no messages for lack of room.",
            store.takes_messages ? 1.0 : 0.0);
    add_one(to, kind::histogram, "vagus_store_sync_duration_seconds", "A commit, with its sync to disk.",
            counted.sync.look());
    add_one(to, kind::counter, "vagus_store_requests_total", "Messages and settlements that were made durable.",
            counted.requests.value());
    add_one(to, kind::counter, "vagus_store_wire_events_lost_total",
            "Wire events that were not kept, since the disk did not keep up.", counted.notes_lost.value());
    add_one(to, kind::gauge, "vagus_in_flight_bytes", "Bytes of messages being received or not yet answered.",
            now.in_flight);
    add_one(to, kind::gauge, "vagus_in_flight_limit_bytes", "`site.in_flight`: at this inputs stop reading.",
            now.in_flight_limit);
}

void add_engine(families& to, const books& counted, const readings& now, const std::string& version) {
    family build{kind::gauge, "vagus_build_info", "1; the version that runs."};
    to.push_back(std::move(build.put({{"version", version}}, 1.0)).take());
    family config{kind::gauge, "vagus_config_info", "1; the revision of the configuration that runs."};
    to.push_back(std::move(config.put({{"revision", now.revision}}, 1.0)).take());
    add_counts(to, "vagus_config_reloads_total", "Reloads that were asked for, by how they ended.", "result",
               counted.reloads);
    add_one(to, kind::gauge, "vagus_config_last_reload_success_timestamp_seconds",
            "When the configuration that runs was taken.", seconds(counted.reloaded.load(std::memory_order_relaxed)));
    family ends{kind::gauge, "vagus_tls_certificate_expiry_timestamp_seconds",
                "When the certificate of a profile ends."};
    for (const auto& each : now.certificates) ends.put({{"name", each.profile}}, seconds(each.ends));
    to.push_back(std::move(ends).take());
    family alerts{kind::gauge, "vagus_alerts", "Alerts that are open, by rule."};
    for (const auto& each : now.alerts) alerts.put({{"rule", each.rule}, {"level", each.level}}, each.open);
    to.push_back(std::move(alerts).take());
    add_counts(to, "vagus_resends_total", "Messages that people sent again, by the way they asked.", "by",
               counted.resends);
    family misses{kind::counter, "vagus_lookup_misses_total", "Codes that a table has no row for."};
    for (const auto& [table, seen] : counted.misses->look()) misses.put({{"table", table}}, seen.all);
    to.push_back(std::move(misses).take());
    add_counts(to, "vagus_phi_views_total", "Openings of messages with their values, by role.", "role", counted.views);
}

void add_process(families& to, const process& self) {
    add_one(to, kind::counter, "process_cpu_seconds_total", "Processor time of the engine.", self.cpu_seconds);
    add_one(to, kind::gauge, "process_resident_memory_bytes", "Memory of the engine.", self.resident_bytes);
    add_one(to, kind::gauge, "process_open_fds", "Open files and sockets.", self.open_files);
    add_one(to, kind::gauge, "process_max_fds", "The most open files and sockets.", self.most_files);
    add_one(to, kind::gauge, "process_threads", "Threads.", self.threads);
    add_one(to, kind::gauge, "process_start_time_seconds", "When the engine started.", self.started);
}

} // namespace vagus::observe
