#include "engine/deliver/fhir.hpp"
#include "engine/deliver/file.hpp"
#include "engine/deliver/http.hpp"
#include "engine/deliver/kafka.hpp"
#include "engine/deliver/mllp.hpp"
#include "engine/deliver/output.hpp"

#include <utility>

namespace vagus::deliver {

const std::vector<config::kind<output>>& output_kinds() {
    static const std::vector<config::kind<output>> kinds{
        config::kind_of<output, mllp_output>("mllp", mllp_output_fields),
        config::kind_of<output, kafka_output>("kafka", kafka_output_fields),
        config::kind_of<output, fhir_output>("fhir", fhir_output_fields),
        config::kind_of<output, http_output>("http", http_output_fields),
        config::kind_of<output, file_output>("file", file_output_fields),
    };
    return kinds;
}

std::vector<described> output_parts() {
    const auto part = [](std::string title, const auto& fields) {
        return described{std::move(title), fields.summary(), fields.reference()};
    };
    return {part("mllp", mllp_receiver_fields()),        part("kafka", kafka_topic_fields()),
            part("sasl", vagus::kafka::login_fields()),  part("fhir", fhir_receiver_fields()),
            part("http", http_receiver_fields()),        part("file", file_folder_fields()),
            part("file.batch", file::batching_fields()), part("auth", login_fields()),
            part("auth.oauth2", oauth2_fields())};
}

} // namespace vagus::deliver
