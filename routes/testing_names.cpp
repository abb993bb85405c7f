// Names in tests against what the configuration has.
#include "routes/testing.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

// The body as it is; everything else beside it is what the output says it is sent with.
constexpr std::string_view whole_body = "text";

void check_places(const config::named<expected_copies>& expected, const output_shape& output, config::findings& found) {
    std::vector<std::string> known{std::string{whole_body}};
    for (const auto& each : output.wants.attributes) known.push_back(each.name);
    for (const auto& copy : expected.value)
        for (const auto& [key, at, value] : copy.places) {
            const auto& place = key.value;
            if (place.is_path() || place.is_pointer() || std::ranges::find(known, place.name) != known.end()) continue;
            found.error(key.source, "VG3043", "'" + output.name + "' gets nothing that is called '" + place.name + "'",
                        config::suggest(place.name, known) + "; or write a path such as PID-3.1");
        }
}

} // namespace

void check_names(const std::vector<test_case>& tests, const rules& all, const std::vector<std::string>& inputs,
                 const std::vector<output_shape>& outputs, config::findings& found) {
    std::vector<std::string> routes;
    std::vector<std::string> needs;
    for (const auto& route : all.routes) {
        routes.push_back(route.name);
        for (const auto& each : route.value.needs) needs.push_back(each.name);
    }
    std::vector<std::string> output_names;
    for (const auto& output : outputs) output_names.push_back(output.name);
    const auto known = [](const std::vector<std::string>& names, const std::string& name) {
        return name.empty() || std::ranges::find(names, name) != names.end();
    };
    const auto check_output = [&](const std::string& name, const config::place& at) {
        if (!known(output_names, name))
            found.error(at, "VG3002", "no output named '" + name + "'", config::suggest(name, output_names));
    };
    for (const auto& test : tests) {
        if (!known(inputs, test.input.value))
            found.error(test.input.source, "VG3001", "no input named '" + test.input.value + "'",
                        config::suggest(test.input.value, inputs));
        for (const auto& route : test.expect.routes.value_or(std::vector<written<std::string>>{}))
            if (!known(routes, route.value))
                found.error(route.source, "VG3008",
                            "test '" + test.name + "' expects the route '" + route.value + "', and there is none",
                            config::suggest(route.value, routes));
        for (const auto& need : test.needs)
            if (!known(needs, need.name))
                found.error(need.at, "VG3044", "no need named '" + need.name + "' in any route",
                            config::suggest(need.name, needs));
        for (const auto& output : test.respond) check_output(output.name, output.at);
        for (const auto& output : test.expect.deliveries)
            if (std::ranges::find(test.respond, output.name, &config::named<test_reply>::name) == test.respond.end())
                found.error(output.at, "VG3043", "nobody answers what '" + output.name + "' sends in this test",
                            "say what its receiver answers: respond: { " + output.name + ": { code: AE } }");
        for (const auto& output : test.expect.outputs.value_or(expected_outputs{}).named) {
            check_output(output.name, output.at);
            const auto shape = std::ranges::find(outputs, output.name, &output_shape::name);
            if (shape != outputs.end()) check_places(output, *shape, found);
        }
    }
}

} // namespace vagus::routes
