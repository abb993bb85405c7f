// What a FHIR server says it can do, against what is sent to it. Pure. Source: FHIR R4, capabilitystatement.html.
#pragma once

#include "base/result.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace vagus::deliver::fhir {

struct capability {
    std::string version;  // "4.0.1"
    std::string software; // "HAPI FHIR Server", or empty
    bool transaction = false;
    bool batch = false;
    struct resource {
        bool create = false;
        bool update = false;
        bool update_creates =
            true; // a PUT to an id that is not there yet makes it; false only where the server says so
        bool conditional_create = true; // likewise
        bool conditional_update = true;
    };
    std::map<std::string, resource, std::less<>> resources;
};
// The error says why that is no CapabilityStatement.
[[nodiscard]] result<capability, std::string> read_capability(std::string_view body);

// What a Bundle asks of a server.
struct demand {
    std::string type;                                      // transaction or batch; empty: not known yet
    std::set<std::string, std::less<>> created;            // types of POST entries
    std::set<std::string, std::less<>> updated;            // of PUT entries with an id
    std::set<std::string, std::less<>> created_if_none{};  // of POST entries with ifNoneExist
    std::set<std::string, std::less<>> updated_if_found{}; // of PUT entries with a search
    bool operator==(const demand&) const = default;
};
[[nodiscard]] demand demand_of(std::string_view bundle);

// In words, a clause for each difference; empty: it fits.
[[nodiscard]] std::string differences(const capability& offered, const demand& asked);

} // namespace vagus::deliver::fhir
