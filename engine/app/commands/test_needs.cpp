// What other systems answer in a test.
#include "engine/app/commands/test_answers.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
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
            std::ifstream in{folder / given->value.file, std::ios::binary};
            if (!in) return fail(given->value.file + " cannot be read");
            is = {routes::answer::kind::found, {std::istreambuf_iterator<char>{in}, {}}};
        }
        all.push_back({each.route, each.need, std::move(is)});
    }
    return all;
}

} // namespace vagus::app
