// What a site adds to HL7, as it is written: segments and fields by number, and where segments stand in structures.
// It holds for every version.
#pragma once

#include "config/fields.hpp"
#include "parsers/hl7/vocabulary.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vagus::routes {

struct site_field {
    std::string name;
    std::string type = "ST";
    std::int64_t table = 0;
    std::int64_t length = 0;
    bool repeat = false;
    bool required = false;
};
struct site_place {
    std::string after;
    bool repeat = false;
};
struct site_dictionary {
    std::vector<config::named<std::vector<config::named<site_field>>>> segments;   // by id, by number
    std::vector<config::named<std::vector<config::named<site_place>>>> structures; // by name, by segment id
};
[[nodiscard]] const config::fields<site_field>& site_field_fields();
[[nodiscard]] const config::fields<site_place>& site_place_fields();
[[nodiscard]] const config::fields<site_dictionary>& site_dictionary_fields();

// The same without what had findings.
[[nodiscard]] hl7::additions additions_of(const site_dictionary& from);

} // namespace vagus::routes
