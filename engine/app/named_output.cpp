#include "engine/app/named_output.hpp"

#include <algorithm>
#include <vector>

namespace vagus::app {

const deliver::output* output_named(const config::located<std::string>& name, const document& written,
                                    config::findings& found) {
    const auto output =
        std::ranges::find(written.outputs, name.value, &config::named<std::shared_ptr<const deliver::output>>::name);
    if (output != written.outputs.end()) return output->value.get();
    std::vector<std::string> names;
    for (const auto& each : written.outputs) names.push_back(each.name);
    found.error(name.at, "VG3002", "no output named '" + name.value + "'", config::suggest(name.value, names));
    return nullptr;
}

} // namespace vagus::app
