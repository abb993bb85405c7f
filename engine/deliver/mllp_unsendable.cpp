#include "engine/deliver/mllp_unsendable.hpp"

#include "parsers/charset/convert.hpp"
#include "parsers/charset/declared.hpp"
#include "parsers/hl7/place_behind.hpp"
#include "parsers/mllp/cut.hpp"
#include "parsers/mllp/decoder.hpp"

namespace vagus::deliver {

std::optional<queue::attempt_result> unsendable(const std::string& body) {
    const auto at = mllp::cut_in(body);
    if (!at) return std::nullopt;
    // A byte of a character may look like a separator.
    auto before = body.substr(0, *at);
    if (const auto* set = charset::declared_in(before)) before = charset::to_utf8(before, *set).text;
    const auto place = " at byte " + std::to_string(*at) + " (" + hl7::place_behind(before) + ")";
    const auto why = body[*at] == mllp::end_block
                         ? "1C (FS)" + place +
                               " ends an MLLP frame, and the receiver would take what stands before it "
                               "for the whole message"
                         : "0B (VT)" + place +
                               " begins an MLLP frame, since a header follows it, and the receiver would "
                               "drop what stands before it";
    queue::attempt_result refused;
    refused.what = queue::attempt_result::kind::answered;
    refused.verdict = queue::judgement::dead_letter;
    refused.unsent = true;
    refused.bytes = "not sent: byte " + why +
                    ". A rule that writes this element anew escapes the byte; then discard this dead letter and resend "
                    "the message with --rules";
    return refused;
}

} // namespace vagus::deliver
