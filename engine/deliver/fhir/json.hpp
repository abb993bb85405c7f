// JSON that a stranger wrote: what is missing or of another type reads as nothing.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <string_view>

namespace vagus::deliver::fhir {

// Null for what cannot be parsed.
[[nodiscard]] inline boost::json::value parsed(std::string_view text) {
    boost::system::error_code broken;
    auto read = boost::json::parse({text.data(), text.size()}, broken);
    return broken ? boost::json::value{} : read;
}

[[nodiscard]] inline const boost::json::value* at(const boost::json::value& in, std::string_view key) {
    return in.is_object() ? in.get_object().if_contains(key) : nullptr;
}

[[nodiscard]] inline std::string_view text_at(const boost::json::value& in, std::string_view key) {
    const auto* found = at(in, key);
    if (found == nullptr || !found->is_string()) return {};
    return {found->get_string().data(), found->get_string().size()};
}

[[nodiscard]] inline const boost::json::array& list_at(const boost::json::value& in, std::string_view key) {
    static const boost::json::array none;
    const auto* found = at(in, key);
    return found != nullptr && found->is_array() ? found->get_array() : none;
}

} // namespace vagus::deliver::fhir
