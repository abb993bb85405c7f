// What a request is written down as, whichever way it came. Pure.
#pragma once

#include "engine/admin/http/endpoint.hpp"
#include "engine/audit/entry.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::admin {

// Writes an entry into the audit: what is `done` is on the disk before it is answered, what is only seen is noted.
// False: it could not be written.
enum class deed : std::uint8_t { done, seen };
using witness = std::function<boost::asio::awaitable<bool>(audit::entry, deed)>;

// How the audit names a value that somebody looked for, which may be a patient's: by its keyed hash. Null: not at all.
using hasher = std::function<std::string(const std::string&)>;

// What it was done to, by names and ids, how, and why. A preview of an edit is a view.
[[nodiscard]] audit::entry entry_of(const http::endpoint& of, const boost::json::object& asked, const hasher& hashed);
// What a filter came to mean, as a request by ids: known only when it is done, and written down then. Nothing: the
// request had named them, or there were none.
[[nodiscard]] std::optional<boost::json::object> came_to(const http::endpoint& of, const boost::json::object& asked,
                                                         const boost::json::object& answer);
// "values" or "masked" of what shows messages, as `values` says and as far as it can be masked; "ok" of all else.
[[nodiscard]] std::string_view result_of(const http::endpoint& of, const boost::json::object& asked, bool values);
[[nodiscard]] deed deed_of(const http::endpoint& of, const boost::json::object& asked);

} // namespace vagus::admin
