#include "engine/app/ack_check.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace vagus::app {
namespace {

bool is_this_machine(const std::string& host) {
    return host.empty() || host == "localhost" || host == "::1" || host.starts_with("127.");
}

// The input of this very configuration that an acknowledgement would reach; null: none that can be told from here.
const std::string* reached(const config::endpoint& to, const document& written) {
    if (!is_this_machine(to.host)) return nullptr;
    for (const auto& input : written.inputs) {
        const auto* port = input.value ? input.value->listens() : nullptr;
        if (port != nullptr && port->port == to.port) return &input.name;
    }
    return nullptr;
}

void check(const config::located<std::string>& via, const document& written, config::findings& found) {
    const auto output =
        std::ranges::find(written.outputs, via.value, &config::named<std::shared_ptr<const deliver::output>>::name);
    if (output == written.outputs.end()) {
        std::vector<std::string> names;
        for (const auto& each : written.outputs) names.push_back(each.name);
        found.error(via.at, "VG3002", "no output named '" + via.value + "'", config::suggest(via.value, names));
        return;
    }
    if (!output->value) return; // it has findings of its own
    const auto carrier = output->value->carries_acks();
    if (!carrier) {
        found.error(via.at, "VG3106", "output '" + via.value + "' cannot carry acknowledgements: " + carrier.error(),
                    "try: an mllp output with `expect: answer`, or `expect: nothing` for a peer that never answers");
        return;
    }
    if (const auto* input = reached(carrier->to, written))
        found.error(via.at, "VG3107",
                    "output '" + via.value + "' leads to our own input '" + *input +
                        "': an acknowledgement would come back to us, and nobody answers it",
                    "name an output that leads to the sender");
}

} // namespace

void check_acknowledgements(const document& written, config::findings& found) {
    for (const auto& input : written.inputs) {
        if (input.value && input.value->ack.application) check(input.value->ack.application->via, written, found);
    }
}

} // namespace vagus::app
