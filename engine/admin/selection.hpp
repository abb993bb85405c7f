// Which dead letters or messages a request means: what commands ask with, as the store's queries.
#pragma once

#include "base/result.hpp"
#include "engine/store/store.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace vagus::admin {

// Of dead letters. A cause and a group are not the store's to know.
struct dead_selection {
    store::dead_query query;
    std::string cause; // empty: any
    std::string group;
};
// "output", "route", "input", "cause", "group", "since_us", "until_us", "after", "through". The error is for the person
// who asked: a name that was never there, a place that is none.
[[nodiscard]] result<dead_selection, std::string> dead_selection_in(const boost::json::object& request,
                                                                    const store::store& names);
// "input", "type", "control", "state", "since_us", "until_us", "after", "through".
[[nodiscard]] result<store::message_query, std::string> messages_in(const boost::json::object& request,
                                                                    const store::store& names);

// "" when it is not there.
[[nodiscard]] std::string text_in(const boost::json::object& request, std::string_view key);
[[nodiscard]] std::vector<std::string> texts_in(const boost::json::object& request, std::string_view key);
[[nodiscard]] bool flag_in(const boost::json::object& request, std::string_view key); // false when it is not there
[[nodiscard]] std::int64_t number_in(const boost::json::object& request, std::string_view key, std::int64_t otherwise);

} // namespace vagus::admin
