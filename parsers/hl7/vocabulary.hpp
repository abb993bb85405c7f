// The dictionaries of all versions with what a site adds to each: its own segments and fields, and where they stand in
// the structures of messages.
#pragma once

#include "parsers/hl7/dictionary.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::hl7 {

struct added_field {
    std::string name; // "vip_code", "VIP Code"
    std::string type = "ST";
    std::uint16_t table = 0;       // as in element_shape
    std::uint32_t length = 0;      // likewise
    std::uint16_t repetitions = 1; // likewise
    bool required = false;
};
// A segment in a structure, behind another segment or a group of it.
struct added_part {
    std::string segment;
    std::string after;
    bool repeat = false;
};
struct additions {
    std::map<std::string, std::map<std::uint32_t, added_field>> segments; // by id and number; fields of HL7's stay
    std::map<std::string, std::vector<added_part>> structures;            // by name
};

// Immutable, for any number of threads; what it gives lives as long as it does.
class vocabulary {
  public:
    vocabulary(); // HL7's own
    explicit vocabulary(const additions& site);
    vocabulary(const vocabulary&) = delete;
    vocabulary& operator=(const vocabulary&) = delete;
    ~vocabulary();

    // As dictionary_of and nearest_dictionary (versions.hpp).
    [[nodiscard]] const dictionary* of(std::string_view version) const;
    [[nodiscard]] const dictionary* nearest(std::string_view version) const;

  private:
    struct layer;
    std::vector<std::unique_ptr<const layer>> layers_; // by version; empty: HL7's own
};

// HL7's own, for whoever has no site.
[[nodiscard]] const vocabulary& standard();

} // namespace vagus::hl7
