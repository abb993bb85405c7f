#include "engine/runtime/tls/events.hpp"

namespace vagus::tls {

facts certificate_renewed::describe() const {
    return {{"profile", profile}, {"certificate", certificate}, {"expires", expires}};
}

facts certificate_unusable::describe() const {
    return {{"profile", profile}, {"field", field}, {"reason", reason}};
}

facts certificate_date::describe() const {
    return {{"profile", profile}, {"field", field}, {"reason", reason}};
}

} // namespace vagus::tls
