// Batches: [FHS] { [BHS] { MSH .. } [BTS] } [FTS]. Finds the messages and checks what the trailers say; reading a
// message is message::parse, so that one bad message costs the others nothing. Pure, linear, copies nothing.
// Source: HL7 v2.5.1 chapter 2, section 2.10.3 (batch protocol), 2.15.2 to 2.15.7.
#pragma once

#include "base/result.hpp"
#include "parsers/hl7/message.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::hl7 {

// Begins with FHS or BHS, behind a byte order mark and blanks.
[[nodiscard]] bool is_batch(std::string_view bytes);

inline constexpr std::size_t batch_messages = 100'000; // each has an answer, which may be held until the last

struct batch {
    std::string_view header;                // the first line: FHS or BHS, without its end
    std::vector<std::string_view> messages; // views into the bytes, each from its MSH through its last segment's end
};

// Refused: a BHS inside a batch, an FHS anywhere but first, a trailer without its header, what is neither inside a
// message nor one of these segments, a BTS-1 that is not the number of messages, an FTS-1 that is not the number of
// batches, more messages than batch_messages. A trailer may be absent and its count empty: then nothing is
// checked.
[[nodiscard]] result<batch, parse_error> read_batch(std::string_view bytes);

// The MSH that a header stands for, so that it can be answered: BHS-11 is MSH-10. Empty when it is none.
[[nodiscard]] std::string header_as_msh(std::string_view header);

// Messages as one batch, each with an end of its last segment. In a file (FHS, FTS), or a batch alone.
struct batch_header {
    std::string_view created; // FHS-7, BHS-7: a time stamp
    std::string_view name;    // FHS-9, BHS-9. Without delimiters
    std::string_view control; // FHS-11, BHS-11
    bool in_file = true;
};
[[nodiscard]] std::string batch_of(const std::vector<std::string_view>& messages, const batch_header& header);

// Answers to the messages of a batch as one batch, the parties swapped. BHS-12 names the batch that is answered.
[[nodiscard]] std::string batch_of_answers(std::string_view header, const std::vector<std::string>& answers,
                                           std::string_view time);

} // namespace vagus::hl7
