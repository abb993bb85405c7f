#include "routes/bodies/source.hpp"

namespace vagus::routes::bodies {

// By hand: objects that register themselves vanish from static libraries.
const std::vector<config::kind<source>>& kinds() {
    static const std::vector all{fhir_kind(), json_kind(), bytes_kind(), part_kind()};
    return all;
}

} // namespace vagus::routes::bodies
