// What the audit reports to the log: that its export works, or does not.
#pragma once

#include "base/report.hpp"

#include <cstdint>
#include <string>

namespace vagus::audit {

struct export_down {
    std::string collector;
    std::string why;
    static constexpr std::string_view name = "audit.export_down";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"collector", collector}, {"why", why}}; }
};

struct export_up {
    std::string collector;
    static constexpr std::string_view name = "audit.export_up";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const { return {{"collector", collector}}; }
};

} // namespace vagus::audit
