// What the process as a whole reports.
#pragma once

#include "base/report.hpp"

#include <cstdint>
#include <string>

namespace vagus::app {

// Every listener is bound: senders may come.
struct engine_ready {
    std::string site;
    std::string revision;
    std::string listening; // "adt_in=0.0.0.0:2575 lab_in=..."
    bool clean = true;     // the last stop was a clean one
    std::int64_t pending = 0;
    std::int64_t took_ms = 0;
    static constexpr std::string_view name = "engine.ready";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const {
        return {{"site", site},   {"revision", revision}, {"listening", listening},
                {"clean", clean}, {"pending", pending},   {"duration_ms", took_ms}};
    }
};

// Messages wait for outputs that the configuration does not have, and nobody sends them.
struct messages_without_output {
    std::int64_t pending = 0;
    static constexpr std::string_view name = "engine.messages_without_output";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const {
        return {
            {"pending", pending},
            {"what_to_do", "configure the output again, or say `renamed_from: OLD` at the one that takes its place"}};
    }
};

// Another configuration runs from now on: messages that come are planned by it.
struct config_reloaded {
    std::string revision;
    std::string before;
    std::string by;
    std::string why;
    std::int64_t changes = 0;
    static constexpr std::string_view name = "config.reloaded";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const {
        return {{"revision", revision}, {"before", before}, {"by", by}, {"why", why}, {"changes", changes}};
    }
};

// Somebody asked for a reload, and nothing was changed.
struct config_refused {
    std::string revision; // which runs on
    std::string by;
    std::string reason;
    static constexpr std::string_view name = "config.refused";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const { return {{"revision", revision}, {"by", by}, {"reason", reason}}; }
};

struct config_unchanged {
    std::string revision;
    std::string by;
    static constexpr std::string_view name = "config.unchanged";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const { return {{"revision", revision}, {"by", by}}; }
};

struct audit_not_written {
    std::string reason;
    static constexpr std::string_view name = "audit.not_written";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const { return {{"reason", reason}}; }
};

// People whom the provider vouches for cannot be let in, or only by keys of before.
struct provider_keys_missing {
    std::string issuer;
    std::string reason;
    std::int64_t kept = 0; // keys of before
    static constexpr std::string_view name = "admin.provider_keys_missing";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"issuer", issuer}, {"reason", reason}, {"kept", kept}}; }
};

// Nobody may log in yet.
struct first_login_waits {
    std::string where;
    std::string file; // that holds the token
    static constexpr std::string_view name = "admin.first_login";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"where", where}, {"token_in", file}}; }
};

struct engine_stopping {
    std::string signal;
    static constexpr std::string_view name = "engine.stopping";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const { return {{"signal", signal}}; }
};

struct engine_stopped {
    bool in_time = true; // false: sessions or sends outlived the grace period and were cut off, as a crash would
    static constexpr std::string_view name = "engine.stopped";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const { return {{"in_time", in_time}}; }
};

struct store_undecided {
    std::string reason;
    static constexpr std::string_view name = "store.undecided";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const { return {{"reason", reason}}; }
};

} // namespace vagus::app
