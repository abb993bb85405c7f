#include "engine/deliver/http.hpp"
#include "engine/deliver/kafka.hpp"
#include "engine/deliver/mllp.hpp"
#include "engine/deliver/output.hpp"

namespace vagus::deliver {

const std::vector<config::kind<output>>& output_kinds() {
    static const std::vector<config::kind<output>> kinds{
        config::kind_of<output, mllp_output>("mllp", mllp_output_fields),
        config::kind_of<output, kafka_output>("kafka", kafka_output_fields),
        config::kind_of<output, http_output>("http", http_output_fields),
    };
    return kinds;
}

} // namespace vagus::deliver
