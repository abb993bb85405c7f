// A message as its input would read it, for the commands that run rules outside of the engine.
#pragma once

#include "base/result.hpp"
#include "engine/listen/input.hpp"
#include "engine/store/past.hpp"
#include "parsers/charset/names.hpp"
#include "parsers/hl7/message.hpp"

#include <optional>
#include <string>

namespace vagus::app {

[[nodiscard]] result<hl7::message, hl7::parse_error> read_as(const listen::input& input, std::string bytes);

// The same bytes for people: in UTF-8, and the set they are in; null: as they are.
struct shown_bytes {
    std::string text;
    const charset::charset* set = nullptr;
};
[[nodiscard]] shown_bytes shown_as(const listen::input& input, std::string bytes);
// And back. The error says that the set lacks characters of the text.
[[nodiscard]] result<std::string, std::string> in_set(std::string text, const charset::charset* set);

// Of an answer that came in by `input` what had been sent, as sent; nothing: it is none, or that is not there any more.
[[nodiscard]] std::optional<std::string> request_of(store::past& then, const store::past_message& answer,
                                                    const listen::input& input);
// A message of ours as its receiver was meant to read it: in the character set that MSH-18 names.
[[nodiscard]] std::optional<hl7::message> read_request(std::string sent);

} // namespace vagus::app
