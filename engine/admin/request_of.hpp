// What an answer that entered as a message answers, for rules that are run on it once more.
#pragma once

#include "engine/admin/desk.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace vagus::admin {

// The message that had been sent, as sent. Nothing: this is no answer, or what it answers has been removed.
[[nodiscard]] boost::asio::awaitable<std::optional<std::string>> request_of(const desk& at,
                                                                            const store::stored_message& answer);

} // namespace vagus::admin
