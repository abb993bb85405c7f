// A verb's question as a request to the API: the same list that serves it, read backwards. Pure.
#pragma once

#include "base/result.hpp"
#include "engine/admin/http/endpoint.hpp"

#include <boost/json/object.hpp>

#include <string>

namespace vagus::admin::http {

struct client_call {
    std::string method;
    std::string target; // "/api/v1/outputs/pas/hold"
    std::string body;
    bool by_revision = false;
};

// `request` as the socket takes it: {"do": VERB, ...}. The error says that no endpoint asks this.
[[nodiscard]] result<client_call, std::string> call_of(const boost::json::object& request);

} // namespace vagus::admin::http
