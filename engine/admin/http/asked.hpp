// What a request says, as a verb takes it. Pure.
#pragma once

#include "base/result.hpp"
#include "engine/admin/http/endpoint.hpp"
#include "engine/admin/http/exchange.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <string>

namespace vagus::admin::http {

// `path`: what matched() found. The refusal names the parameter and what it should have been: values are not repeated.
[[nodiscard]] result<boost::json::object, reply> asked(const endpoint& of, const request& from,
                                                       const std::map<std::string, std::string>& path);

} // namespace vagus::admin::http
