#include "engine/deliver/mllp_answer.hpp"

#include "parsers/charset/convert.hpp"
#include "parsers/charset/declared.hpp"
#include "parsers/hl7/acknowledge.hpp"
#include "parsers/hl7/message.hpp"
#include "parsers/mllp/decoder.hpp"

#include <utility>

namespace vagus::deliver {
namespace {

using queue::attempt_result;

// MSH-10 is found by parsing the first segment, in the set that MSH-18 names, since a byte of a character before it may
// look like a separator.
std::string control_id_of(const std::string& sent) {
    auto line = sent.substr(0, sent.find_first_of("\r\n"));
    const auto* set = charset::declared_in(line);
    if (set != nullptr) line = charset::to_utf8(line, *set).text;
    const auto header = hl7::message::parse(std::move(line));
    std::string id{header ? header->read().field("MSH", 10) : std::string_view{}};
    return set == nullptr ? id : charset::from_utf8(id, *set);
}

} // namespace

mllp_answers::mllp_answers(expected what, const std::string& sent)
    : what_{what}
    , control_id_{control_id_of(sent)} {}

std::optional<attempt_result> mllp_answers::take(std::string frame) {
    const bool release_2 = what_ == expected::commit || what_ == expected::commit_and_answer;
    if (release_2 && !committed_) {
        if (!mllp::is_commit(frame)) {
            attempt_result early;
            early.what = attempt_result::kind::unreadable;
            early.bytes = "an answer came before the commit byte";
            return early;
        }
        committed_ = frame.front() == mllp::commit_ack;
        if (committed_ && what_ == expected::commit_and_answer) return std::nullopt;
        return commit(std::move(frame));
    }
    auto result = read(std::move(frame));
    const bool accepted = result.what == attempt_result::kind::answered && result.code == hl7::ack_code::CA;
    if (accepted && what_ == expected::application) return std::nullopt;
    return result;
}

attempt_result mllp_answers::commit(std::string frame) const {
    attempt_result result;
    result.what = attempt_result::kind::answered;
    result.code = committed_ ? hl7::ack_code::CA : hl7::ack_code::CE;
    result.bytes = std::move(frame);
    return result;
}

// One that answers another message answers nothing.
attempt_result mllp_answers::read(std::string frame) const {
    auto answer = hl7::read_answer(frame);
    attempt_result result;
    result.what = attempt_result::kind::unreadable;
    if (answer && answer->control_id == control_id_) {
        result.what = attempt_result::kind::answered;
        result.code = answer->code;
        result.error = std::move(answer->error);
        result.text = std::move(answer->text);
    }
    result.bytes = std::move(frame);
    return result;
}

} // namespace vagus::deliver
