// The API as a list: what each endpoint is called, who may use it, what it takes and answers. The list is the whole
// truth: requests are matched by it, rights are checked by it, and the OpenAPI document is made of it. A new endpoint
// is a line here and the verb it asks.
#pragma once

#include "engine/access/rights.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::admin::http {

inline constexpr std::string_view api_root = "/api/v1";

enum class kind : std::uint8_t { text, number, flag, texts };

// Of a GET behind '?', of the others in the body.
struct parameter {
    std::string_view name;
    kind is = kind::text;
    std::string_view words;
    std::string_view verb_key = {}; // how the verb calls it; empty: the same
    bool required = false;
};

struct endpoint {
    std::string_view method;
    std::string_view path; // below api_root; "{output}" stands for one segment, and is handed to the verb by that name
    std::string_view id;   // the OpenAPI operationId; of an endpoint without a verb how its answerer is found
    std::string_view words;
    std::optional<access::right> needs; // nothing: no login is asked for
    std::string_view verb = {};
    std::vector<parameter> takes = {};
    std::string_view answer = {};  // the schema of its answer
    std::string_view audited = {}; // the word in the audit log; empty: it is not written down
    bool by_revision = false;      // changes the configuration: If-Match says which one was looked at
};

[[nodiscard]] const std::vector<endpoint>& endpoints();
[[nodiscard]] const endpoint* endpoint_of(std::string_view verb); // null: none asks it

// The values of the path's parameters; nothing: another path.
[[nodiscard]] std::optional<std::map<std::string, std::string>> matched(const endpoint& which,
                                                                        const std::vector<std::string>& path);

} // namespace vagus::admin::http
