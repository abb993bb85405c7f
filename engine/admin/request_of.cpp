#include "engine/admin/request_of.hpp"

#include "engine/admin/dead_search.hpp"

#include <algorithm>

namespace vagus::admin {

boost::asio::awaitable<std::optional<std::string>> request_of(const desk& at, const store::stored_message& answer) {
    const auto output = at.planner.answered_by(answer.input_number);
    if (!output || !answer.parent) co_return std::nullopt;
    const auto sent = co_await message_of(at.store, at.box, *answer.parent);
    if (!sent) co_return std::nullopt;
    const auto part = std::ranges::find(sent->parts, *output, &store::stored_part::name);
    if (part == sent->parts.end()) co_return std::nullopt;
    co_return part->body.value_or(sent->raw);
}

} // namespace vagus::admin
