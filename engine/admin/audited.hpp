// What a request is written down as, whichever way it came. Pure.
#pragma once

#include "engine/admin/http/endpoint.hpp"
#include "engine/audit/entry.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace vagus::admin {

// Writes an entry into the audit: what is `done` is on the disk before it is answered, what is only seen is noted.
// False: it could not be written.
enum class deed : std::uint8_t { done, seen };
using witness = std::function<boost::asio::awaitable<bool>(audit::entry, deed)>;

// What it was done to, by names and ids, and why; not what was looked for, which may be a patient's.
[[nodiscard]] audit::entry entry_of(const http::endpoint& of, const boost::json::object& asked);
// "values" or "masked" of what shows messages, as `values` says and as far as it can be masked; "ok" of all else.
[[nodiscard]] std::string_view result_of(const http::endpoint& of, bool values);
[[nodiscard]] deed deed_of(const http::endpoint& of);

} // namespace vagus::admin
