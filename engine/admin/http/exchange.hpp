// A request as the API works with it, and what it is answered with.
#pragma once

#include "engine/runtime/http/response.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::admin::http {

struct request {
    std::string method;
    std::vector<std::string> path;                          // its segments, decoded
    std::vector<std::pair<std::string, std::string>> query; // decoded, in its order
    std::string authorization;
    std::string content_type;
    std::map<std::string, std::string> fields; // of kept_fields, by their names in small letters
    std::string body;
    std::string from;                     // the address it came from, without the port
    bool secure = false;                  // over TLS
    std::vector<std::string> certificate; // the names of the one it showed, verified; none: it showed none

    [[nodiscard]] std::string_view field(const std::string& name) const; // "" when it is not there
    [[nodiscard]] std::string_view cookie(std::string_view name) const;
};

// Fields of a head that are kept beside those every request has.
[[nodiscard]] const std::vector<std::string_view>& kept_fields();

// Writes pieces of an answer without an end. False: the connection is gone.
using write_piece = std::function<boost::asio::awaitable<bool>(std::string)>;

struct reply {
    vagus::http::response head;
    // Not empty: the answer goes on for as long as this runs, and ends with the connection. The body of `head` is
    // empty.
    std::function<boost::asio::awaitable<void>(write_piece)> then{};
};

// Nothing: these are no path and query.
[[nodiscard]] bool read_target(const std::string& path, const std::string& query, request& into);

} // namespace vagus::admin::http
