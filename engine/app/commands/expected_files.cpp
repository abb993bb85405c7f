#include "engine/app/commands/expected_files.hpp"

#include "config/load.hpp"
#include "config/read_file.hpp"
#include "engine/app/commands/new_file.hpp"
#include "engine/app/peers/body_diff.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vagus::app {
namespace {

peers::not_compared without(const std::vector<routes::expected_place>& places) {
    peers::not_compared made;
    for (const auto& each : places) {
        if (each.is_path())
            made.places.push_back({each.at.segment, each.at.field, each.at.component, each.at.subcomponent});
        else
            made.pointers.push_back(each.name);
    }
    return made;
}

} // namespace

void compare_files(const std::filesystem::path& folder, const routes::test_case& test, const routes::trial& of,
                   std::vector<std::string>& wrong, std::vector<new_content>& better) {
    for (const auto& [output, at, copies] : test.expect.outputs.value_or(routes::expected_outputs{}).named)
        for (std::size_t i = 0; i < copies.size(); ++i) {
            const auto* copy = copies[i].file ? routes::copy_for(of, output, i) : nullptr;
            if (copy == nullptr) continue; // that there is none is said already
            const auto& file = *copies[i].file;
            const auto got = copy->body ? *copy->body : std::string{of.message.bytes()};
            const auto expected = config::read_file(folder / file.name.value, config::file_limit);
            const auto before = wrong.size();
            if (!expected)
                wrong.push_back(fmt::format("{}: cannot read {}: {}", output, file.name.value, expected.error()));
            else if (expected->empty())
                wrong.push_back(fmt::format("{}: {} is empty", output, file.name.value));
            else
                for (const auto& each : peers::body_differences(got, *expected, without(file.ignore)))
                    wrong.push_back(fmt::format("{}, {}: {}", output, file.name.value, each));
            if (wrong.size() != before) better.push_back({folder / file.name.value, got});
        }
}

std::string write_expected(const new_content& one) {
    auto text = one.text;
    std::ranges::replace(text, '\r', '\n');
    if (!text.ends_with('\n')) text += '\n';
    std::error_code unknown;
    return std::filesystem::exists(one.file, unknown) ? replace_file(one.file, text) : write_new_file(one.file, text);
}

} // namespace vagus::app
