// The answers of an output's receiver as messages of an input: `response: { of: OUTPUT }`. Nothing is listened to: each
// answer enters with the commit that settles what it answers.
#pragma once

#include "engine/listen/input.hpp"

#include <string>

namespace vagus::listen {

struct response_terms {
    config::located<std::string> of;
};

struct response_input final : input {
    response_terms response;

    [[nodiscard]] std::unique_ptr<receiver> open(intake::source from, const surroundings& around) const override;
    [[nodiscard]] std::string_view kind() const override { return "response"; }
    [[nodiscard]] std::uint64_t largest_message() const override { return 0; } // its output bounds it (max_answer)
    [[nodiscard]] const config::located<std::string>* answers_of() const override { return &response.of; }
};

[[nodiscard]] const config::fields<response_input>& response_input_fields();
[[nodiscard]] const config::fields<response_terms>& response_fields();

} // namespace vagus::listen
