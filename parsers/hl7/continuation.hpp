// Messages that come in fragments, and segments that are continued: the whole that their sender cut. Pure.
// Source: HL7 v2.5.1 chapter 2, section 2.10.2 (continuation messages and segments), 2.15.1 (ADD), 2.15.4 (DSC).
#pragma once

#include "base/result.hpp"
#include "parsers/hl7/message.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace vagus::hl7 {

// How a message hangs together with others. Views into it.
struct continuation {
    std::string_view of;  // MSH-14: the pointer of the fragment before it; "": it begins a message
    std::string_view to;  // DSC-1 of its last segment: the pointer its successor names; "": nothing follows
    bool addenda = false; // it has an ADD segment

    // It is not a whole message as it stands.
    [[nodiscard]] bool any() const { return !of.empty() || !to.empty() || addenda; }
    [[nodiscard]] bool last() const { return to.empty(); }
};
// A DSC whose DSC-2 is I is a query's: the rest comes when it is asked for, and the message is whole without it.
[[nodiscard]] continuation continuation_of(const document& message);

// The message that was cut, of its fragments from the first to the last, each as received and read leniently: the first
// MSH counts, the others and the DSC at the ends go, and what stands behind `ADD|` continues the segment before it.
// Segments end with CR. Refused: a fragment that is no message, one that has other delimiters than the first, an ADD
// behind the first MSH of all, which continues nothing. `where` then begins with the number of the fragment.
[[nodiscard]] result<std::string, parse_error> join(std::span<const std::string> fragments);

} // namespace vagus::hl7
