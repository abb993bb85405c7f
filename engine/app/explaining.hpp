// A message through the rules with an account of each step, for the command line and for the API.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "engine/app/account/account.hpp"
#include "engine/app/account_json.hpp"
#include "engine/app/configuration.hpp"
#include "engine/intake/replies.hpp"
#include "parsers/hl7/message.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vagus::app {

// What is known of a message besides its bytes.
struct arrival {
    std::string bytes;
    wall_us received = 0;
    std::uint32_t attempt = 1;
    std::optional<std::string> request{};                    // of an answer what had been sent
    std::string answers{};                                   // of other systems about it, as they lie with it
    std::map<std::string, std::string, std::less<>> needs{}; // JSON by the name of a need, in place of those
    std::string none_given{"no answer to this question lies with the message"}; // what people are told without any
};

struct explained_message {
    heading head;
    hl7::message message;
    account told;
    routes::plan made;
    intake::decision end;

    [[nodiscard]] explained with(const routes::program& rules) const {
        return {head, rules, told, made, end, message.bytes().size()};
    }
};

// `input` is one that the configuration has; `step`: nothing behind it, by its number. The error says why the bytes are
// no message.
[[nodiscard]] result<explained_message, std::string>
explain_message(const configuration& what, const std::string& input, arrival came, const std::string& step = {});

// Of the route whose copy the output got, what was done before it went there; nothing where none did.
[[nodiscard]] std::vector<told_line> lines_towards(const explained_message& made, const routes::program& rules,
                                                   const std::string& output);

} // namespace vagus::app
