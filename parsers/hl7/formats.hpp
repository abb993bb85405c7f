// What values of a primitive data type look like. Source: HL7 v2.5.1 chapter 2A, sections 2.A.21 (DT), 2.A.22 (DTM),
// 2.A.47 (NM), 2.A.69 (SI), 2.A.75 (TM), 2.A.77 (TS), and the same of other versions:
// - before 2.3 a date has its day, and a time of day its minutes; since 2.3 the precision is how many digits there are;
// - before 2.5 a point in time (TS) has no hour without minutes; DTM, which took its place, may;
// - since 2.5 a sequence number (SI) has at most four digits.
#pragma once

#include "parsers/hl7/version_number.hpp"

#include <string_view>

namespace vagus::hl7 {

// What was expected of a value that is none of its type: "a date, YYYYMMDD or less precise". Empty: nothing is wrong.
// The value is one of a primitive: a component, or a subcomponent, unescaped. An empty value and HL7's "" are of every
// type, and what the type does not say (ST, TX, ID, ..) is never wrong: codes are a matter of tables.
[[nodiscard]] std::string_view expected_format(std::string_view type, std::string_view value,
                                               const version_number& spoken);

// The types of which something is expected, for those who write them down: DT DTM NM SI TM TS.
[[nodiscard]] bool has_format(std::string_view type);

// Optional sign, digits, optional point: HL7's NM.
[[nodiscard]] bool is_number(std::string_view text);

} // namespace vagus::hl7
