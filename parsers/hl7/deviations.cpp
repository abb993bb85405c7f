#include "parsers/hl7/deviations.hpp"

#include <utility>

namespace vagus::hl7 {

std::string_view to_text(rule one) {
    switch (one) {
    case rule::structure: return "structure";
    case rule::require: return "require";
    case rule::repetition: return "repetition";
    case rule::length: return "length";
    case rule::format: return "format";
    case rule::table: return "table";
    case rule::profile: return "profile";
    }
    std::unreachable();
}

std::size_t deviations::count() const {
    std::size_t all = 0;
    for (const auto& each : found_) all += each.count;
    return all;
}

} // namespace vagus::hl7
