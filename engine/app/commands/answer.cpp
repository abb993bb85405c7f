#include "engine/app/commands/answer.hpp"

namespace vagus::app {

namespace json = boost::json;

std::string_view text(const json::object& row, std::string_view key) {
    const auto* found = row.if_contains(key);
    return found != nullptr && found->is_string() ? std::string_view{found->get_string()} : std::string_view{};
}

std::int64_t number(const json::object& row, std::string_view key) {
    const auto* found = row.if_contains(key);
    if (found == nullptr) return 0;
    boost::system::error_code none;
    const auto value = found->to_number<std::int64_t>(none);
    return none ? 0 : value;
}

bool flag(const json::object& row, std::string_view key) {
    const auto* found = row.if_contains(key);
    return found != nullptr && found->is_bool() && found->get_bool();
}

const json::array& list(const json::object& row, std::string_view key) {
    static const json::array none;
    const auto* found = row.if_contains(key);
    return found != nullptr && found->is_array() ? found->get_array() : none;
}

const json::object& part(const json::object& row, std::string_view key) {
    static const json::value none;
    const auto* found = row.if_contains(key);
    return as_row(found != nullptr ? *found : none); // no copy: what is returned lies in the row
}

const json::object& as_row(const json::value& each) {
    static const json::object none;
    return each.is_object() ? each.get_object() : none;
}

std::string_view state_of(const json::object& output) {
    const auto state = text(output, "state");
    if (state == "held" || state == "stopped" || state == "closed") return state;
    if (output.contains("up") && !flag(output, "up")) return "down";
    return state == "retrying" ? state : "up";
}

} // namespace vagus::app
