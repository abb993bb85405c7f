// What other systems answer in a test.
#include "config/read_file.hpp"
#include "engine/app/commands/test_answers.hpp"
#include "routes/limits.hpp"

#include <algorithm>
#include <utility>

namespace vagus::app {

result<routes::answers, std::string> answers_in(const std::filesystem::path& folder, const routes::test_case& test,
                                                const std::vector<routes::question>& questions) {
    routes::answers all;
    for (const auto& each : questions) {
        if (!each.wrong.empty()) {
            all.push_back({each.route, each.need, {routes::answer::kind::unasked, each.wrong}});
            continue;
        }
        const auto given = std::ranges::find(test.needs, each.name, &config::named<routes::test_need>::name);
        if (given == test.needs.end())
            return fail("a route asks for '" + each.name + "' (call '" + each.call +
                        "'), and the test does not say what comes: needs: { " + each.name + ": { ... } }");
        auto is = given->value.is;
        if (!given->value.file.empty()) {
            auto text = config::read_file(folder / given->value.file, routes::limits::answers_per_message);
            if (!text) return fail(given->value.file + " cannot be read: " + text.error());
            is = {routes::answer::kind::found, std::move(*text)};
        }
        all.push_back({each.route, each.need, std::move(is)});
    }
    return all;
}

} // namespace vagus::app
