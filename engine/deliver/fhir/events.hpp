// What a FHIR output reports besides its deliveries.
#pragma once

#include "base/report.hpp"

#include <string>

namespace vagus::deliver::fhir {

struct server_fits {
    std::string output;
    std::string version;
    std::string software;
    static constexpr std::string_view name = "fhir.server_fits";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const { return {{"output", output}, {"version", version}, {"software", software}}; }
};

// What the server says of itself does not fit what is sent; sending goes on, since some servers do more than they say.
struct server_differs {
    std::string output;
    std::string reason;
    static constexpr std::string_view name = "fhir.server_differs";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"output", output}, {"reason", reason}}; }
};

struct server_unread {
    std::string output;
    std::string reason;
    static constexpr std::string_view name = "fhir.metadata_unread";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const { return {{"output", output}, {"reason", reason}}; }
};

// Some entries of a batch were done and some refused: which ones stands in the dead letter.
struct batch_partly_failed {
    std::string output;
    std::string message_id;
    std::int64_t failed = 0;
    std::int64_t entries = 0;
    static constexpr std::string_view name = "fhir.batch_partly_failed";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const {
        return {{"output", output}, {"message_id", message_id}, {"failed", failed}, {"entries", entries}};
    }
};

} // namespace vagus::deliver::fhir
