// What HL7 calls the values of a message, in the message's own version.
#pragma once

#include "engine/app/peers/leaves.hpp"
#include "parsers/hl7/message.hpp"

#include <string>
#include <string_view>

namespace vagus::hl7 {
class dictionary;
}

namespace vagus::peers {

class value_names {
  public:
    // Of the version in MSH-12; of an unknown one: like the newest that is not newer (hl7::nearest_dictionary).
    explicit value_names(const hl7::document& of);

    // "Patient Identification"; empty: not known.
    [[nodiscard]] std::string_view segment(const std::string& id) const;
    // "Patient Identifier List / ID Number", as deep as the leaf's path; empty: not known. `varies_as` is the type of a
    // field whose type another one says: OBX-2 for OBX-5.
    [[nodiscard]] std::string value(const leaf& one, std::string_view varies_as) const;
    // What a code of HL7's tables means: "Female"; empty: not known, or no code.
    [[nodiscard]] std::string_view meaning(const leaf& one) const;

  private:
    const hl7::dictionary* says_; // null: a build without dictionaries
};

// OBX-2 of the segment, if it is there.
[[nodiscard]] std::string_view value_type(const segment_leaves& of);

} // namespace vagus::peers
