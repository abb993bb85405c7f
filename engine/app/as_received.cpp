#include "engine/app/as_received.hpp"

#include "engine/intake/intake.hpp"
#include "parsers/charset/convert.hpp"

#include <utility>

namespace vagus::app {
namespace {

result<hl7::message, hl7::parse_error> read(std::string bytes, const charset::policy& set, hl7::strictness how) {
    const auto was = intake::decode(bytes, set);
    if (!was) return fail(was.error());
    return hl7::message::parse(std::move(bytes), how, was->set);
}

} // namespace

result<hl7::message, hl7::parse_error> read_as(const listen::input& input, std::string bytes) {
    return read(std::move(bytes), input.reading(), input.parsing());
}

shown_bytes shown_as(const listen::input& input, std::string bytes) {
    const auto was = intake::decode(bytes, input.reading());
    return {std::move(bytes), was ? was->set : nullptr};
}

result<std::string, std::string> in_set(std::string text, const charset::charset* set) {
    if (set == nullptr) return text;
    if (const auto missing = charset::missing_in(*set, text); missing > 0)
        return fail(std::to_string(missing) + " characters of the text are not in " + std::string{set->name} +
                    ", which this message is in");
    return charset::from_utf8(text, *set);
}

std::optional<std::string> request_of(store::past& then, const store::past_message& answer,
                                      const listen::input& input) {
    const auto* output = input.answers_of();
    if (output == nullptr || !answer.parent) return std::nullopt;
    return then.sent(*answer.parent, output->value);
}

std::optional<hl7::message> read_request(std::string sent) {
    auto made = read(std::move(sent), {.from = charset::policy::source::from_msh18}, hl7::strictness::lenient);
    if (!made) return std::nullopt;
    return std::move(*made);
}

} // namespace vagus::app
