#include "routes/steps/reason.hpp"

namespace vagus::routes {

bool holds_no_value(const written<std::string>& reason, binding& names) {
    if (!reason.value.contains("${")) return true;
    names.found().error(reason.source, "VG2007", "a reason is logged, and takes no values from the message",
                        "say which path is wrong, without its value");
    return false;
}

} // namespace vagus::routes
