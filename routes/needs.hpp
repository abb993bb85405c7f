// What a route asks of other systems about a message: as it is written, as it is asked, and what was answered.
#pragma once

#include "base/result.hpp"
#include "config/fields.hpp"
#include "parsers/expr/expression.hpp"
#include "routes/content.hpp"
#include "routes/written.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::routes {

// One of a route's `needs:`.
struct need {
    enum class no_answer : std::uint8_t { fail, warn, skip };
    enum class nothing_there : std::uint8_t { blank, fail };

    written<std::string> call;
    written<expr::expression> when; // no root: always
    no_answer on_error = no_answer::fail;
    nothing_there missing = nothing_there::blank;
};
[[nodiscard]] const config::fields<need>& need_fields();

// What the rules must know of a call: its request is made of the message.
struct call_shape {
    std::string name;
    content wants{};
};
// The attribute of a call that is its URL. With the body it says whether two requests ask the same.
inline constexpr std::string_view call_target = "url";

// A request is known by a hash: what is asked is the patient's.
using request_key = std::array<std::uint8_t, 16>;

// One need of one route for one message, to be asked.
struct question {
    std::uint16_t route = 0; // in program::route_names()
    std::uint16_t need = 0;  // in its `needs:`
    std::string name;        // of the need
    std::string call;
    std::string attributes{}; // of the request, as encode() writes them
    std::string body{};
    request_key key{};
    std::string wrong{}; // why it cannot be asked: words of the configuration; empty: it can
};

struct answer {
    // Values are on disk: never renumber.
    enum class kind : std::uint8_t {
        found = 0,   // the text is JSON
        nothing = 1, // the other system has nothing of it
        failed = 2,  // no answer was had: the text says why, without values
        unasked = 3, // it could not be asked, likewise; such are not kept
    } is = kind::nothing;
    std::string text{};
};
// To the need of a route.
struct answered {
    std::uint16_t route = 0;
    std::uint16_t need = 0;
    answer is{};
};
using answers = std::vector<answered>;

// As it lies with the message.
struct kept_answer {
    std::string call;
    request_key key{};
    answer is{};
};
[[nodiscard]] std::string encode(const std::vector<kept_answer>& all);
[[nodiscard]] result<std::vector<kept_answer>, std::string> decode_answers(std::string_view text);
// What was kept for this question; null: nothing.
[[nodiscard]] const answer* kept_for(const question& what, const std::vector<kept_answer>& all);
// Answers to all of them from what was kept. What has none could not be asked, because of `otherwise`.
[[nodiscard]] answers from_kept(const std::vector<question>& all, std::string_view kept, std::string_view otherwise);

// Empty, or names with / before each.
[[nodiscard]] bool is_pointer(std::string_view text);

} // namespace vagus::routes
