// A message from nothing: segments written one behind the other, with any delimiters. Whether the whole is a message is
// for message::parse to say. Source: HL7 v2.5.1 chapter 2, section 2.6 (message construction).
#pragma once

#include "parsers/hl7/delimiters.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::hl7 {

class builder {
  public:
    explicit builder(const delimiters& marks = {})
        : marks_{marks} {}

    // Appends a segment of raw fields, the first one first, without the empty ones at its end. MSH, BHS and FHS begin
    // with the delimiters; their first field here is number 3.
    builder& segment(std::string_view id, std::vector<std::string> fields);

    // A text as it stands in a field: its delimiters escaped.
    [[nodiscard]] std::string value(std::string_view text) const;
    // Raw parts as one field, one component, one field that repeats. Without such a delimiter, the first alone.
    [[nodiscard]] std::string components(const std::vector<std::string>& raw) const;
    [[nodiscard]] std::string subcomponents(const std::vector<std::string>& raw) const;
    [[nodiscard]] std::string repetitions(const std::vector<std::string>& raw) const;

    [[nodiscard]] std::string bytes() && { return std::move(bytes_); }

  private:
    delimiters marks_;
    std::string bytes_;
};

} // namespace vagus::hl7
