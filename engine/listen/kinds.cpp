#include "engine/listen/file.hpp"
#include "engine/listen/http.hpp"
#include "engine/listen/input.hpp"
#include "engine/listen/kafka.hpp"
#include "engine/listen/mllp.hpp"
#include "engine/listen/response.hpp"

namespace vagus::listen {

const std::vector<config::kind<input>>& input_kinds() {
    static const std::vector<config::kind<input>> kinds{
        config::kind_of<input, file_input>("file", file_input_fields),
        config::kind_of<input, http_input>("http", http_input_fields),
        config::kind_of<input, kafka_input>("kafka", kafka_input_fields),
        config::kind_of<input, mllp_input>("mllp", mllp_input_fields),
        config::kind_of<input, response_input>("response", response_input_fields),
    };
    return kinds;
}

} // namespace vagus::listen
