#include "engine/store/asked_rows.hpp"

namespace vagus::store {

std::string answers_about(connection& segment, std::int64_t message) {
    if (!segment.has_table("asked")) return {};
    statement question{segment, "SELECT answers FROM asked WHERE message = ?"};
    auto at = question.query(message);
    return at.next() ? std::string{at.bytes(0)} : std::string{};
}

} // namespace vagus::store
