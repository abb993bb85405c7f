#include "engine/app/route_rows.hpp"

#include "routes/reach.hpp"

#include <set>
#include <string>
#include <utility>

namespace vagus::app {
namespace json = boost::json;

json::array route_rows(const configuration& what) {
    json::array rows;
    for (const auto& route : what.written.routes) {
        json::array inputs;
        for (const auto& from : route.value.from) inputs.emplace_back(from.value);
        std::set<std::string> to;
        for (const auto& each : route.value.to)
            to.insert(each.route.value.empty() ? each.output.value : "route " + each.route.value);
        for (const auto* output : routes::sent_on_the_way(route.value, what.written)) to.insert(output->value);
        for (const auto& each : route.value.on_failure.to) to.insert(each.value);
        const auto& files = what.files.files;
        rows.push_back(json::object{{"name", route.name},
                                    {"inputs", std::move(inputs)},
                                    {"outputs", json::array(to.begin(), to.end())},
                                    {"file", route.at.file < files.size() ? files[route.at.file].name : ""},
                                    {"line", route.at.line}});
    }
    return rows;
}

} // namespace vagus::app
