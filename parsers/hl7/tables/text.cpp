#include "parsers/hl7/tables/text.hpp"

extern "C" {
extern const char vagus_hl7_tables[];     // tables.S
extern const char vagus_hl7_tables_end[]; // behind the last byte
extern const char vagus_hl7_meanings[];
extern const char vagus_hl7_meanings_end[];
}

namespace vagus::hl7 {

std::string_view tables_text() {
    return {vagus_hl7_tables, vagus_hl7_tables_end};
}

std::string_view meanings_text() {
    return {vagus_hl7_meanings, vagus_hl7_meanings_end};
}

} // namespace vagus::hl7
