// For a build without the tables.
#include "parsers/hl7/tables/text.hpp"

namespace vagus::hl7 {

std::string_view tables_text() {
    return {};
}

std::string_view meanings_text() {
    return {};
}

} // namespace vagus::hl7
