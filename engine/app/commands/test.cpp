// vagus test: runs the `tests:` of a configuration on the same rules as the engine. No output is ever contacted.
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/config_folder.hpp"
#include "engine/app/commands/new_file.hpp"
#include "engine/app/commands/test_run.hpp"
#include "engine/app/project/corrected.hpp"
#include "engine/app/project/coverage.hpp"
#include "engine/app/project/junit.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vagus::app {
namespace {

struct test_options {
    std::string folder = ".";
    std::string only;
    std::string junit;         // file to write; empty: none
    std::string coverage_json; // likewise
    bool coverage = false;
    bool update = false;
};

bool write(const std::string& file, const std::string& text) {
    if (file == "-") return fmt::print("{}", text), true;
    std::ofstream out{file, std::ios::binary};
    out << text << std::flush;
    if (!out) fmt::print(stderr, "vagus test: {} cannot be written\n", file);
    return static_cast<bool>(out);
}

struct results {
    std::vector<test_result> all;
    corrections better;
};

results run_all(const configuration& what, const std::string& only, const routes::listener& trace = {}) {
    results made;
    for (const auto& each : what.written.tests) {
        if (each.name.find(only) == std::string::npos) continue;
        const auto& at = each.input.source.at;
        auto& one = made.all.emplace_back(each.name, fmt::format("{}:{}", what.files.files[at.file].name, at.line));
        one.wrong = run_test(what, each, trace, made.better);
    }
    return made;
}

std::size_t failed(const std::vector<test_result>& all) {
    return static_cast<std::size_t>(std::ranges::count_if(all, [](const auto& each) { return !each.wrong.empty(); }));
}

void show(const std::vector<test_result>& all, std::FILE* to) {
    for (const auto& each : all) {
        fmt::print(to, "{}  {}\n", each.wrong.empty() ? "ok  " : "FAIL", each.name);
        for (const auto& sentence : each.wrong) fmt::print(to, "      {}\n", sentence);
    }
    fmt::print(to, "{} passed, {} failed\n", all.size() - failed(all), failed(all));
}

// Expected texts become what came. Whatever else a test says (routes, outputs, reasons) is for people to change.
bool update(const configuration& what, const corrections& better) {
    if (better.texts.empty() && better.files.empty()) {
        fmt::print(stderr, "vagus test: there is no expected text to update\n");
        return false;
    }
    std::map<std::uint32_t, std::vector<routes::correction>> by_file;
    bool good = true;
    for (const auto& each : better.files) {
        const auto why = write_expected(each);
        good = good && why.empty();
        fmt::print(stderr, "{}: {}\n", each.file.string(), why.empty() ? "written" : why);
    }
    for (const auto& each : better.texts) by_file[each.expected.at.file].push_back(each);
    for (const auto& [index, of_file] : by_file) {
        const auto& file = what.files.files[index];
        const auto made = corrected(file.text, of_file);
        const auto path = what.folder / file.name;
        // What was read is what is on disk, but for a byte order mark.
        const auto why = replace_file(path, made.text);
        good = good && why.empty();
        fmt::print(stderr, "{}: {}\n", path.string(),
                   why.empty() ? fmt::format("{} expected texts updated", made.written) : why);
    }
    return good;
}

// What --update does not change may be wrong still.
bool all_pass_now(const test_options& how) {
    const auto what = load(how.folder);
    const auto left = what.good() ? failed(run_all(what, how.only).all) : 1;
    if (left > 0) fmt::print(stderr, "vagus test: {} still fail: what is left is for people to change\n", left);
    return left == 0;
}

int test(const test_options& how) {
    auto what = load(how.folder);
    if (!what.good()) {
        fmt::print(stderr, "{}", config::show(what.files.found, what.files.files));
        return exit_code::failed;
    }
    coverage seen{what};
    routes::listener trace;
    if (how.coverage || !how.coverage_json.empty()) trace = [&seen](const auto& line) { seen.hear(line); };
    const auto [all, better] = run_all(what, how.only, trace);
    // What programs read has stdout to itself.
    auto* people = how.coverage_json == "-" || how.junit == "-" ? stderr : stdout;
    show(all, people);
    if (all.empty())
        fmt::print(stderr, "vagus test: no test {}\n",
                   how.only.empty() ? "is written: see `tests:`" : "has that in its name");
    if (how.coverage) fmt::print(people, "{}", seen.text());
    bool good = how.update ? update(what, better) && all_pass_now(how) : failed(all) == 0 && !all.empty();
    if (!how.junit.empty()) good = write(how.junit, junit_of(what.written.site.name, all)) && good;
    if (!how.coverage_json.empty()) good = write(how.coverage_json, boost::json::serialize(seen.json()) + "\n") && good;
    return good ? exit_code::ok : exit_code::failed;
}

} // namespace

void add_test(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<test_options>();
    auto* verb = parent.add_subcommand("test", "Run the tests written in a configuration");
    add_folder(*verb, how->folder);
    verb->add_option("-k", how->only, "Only tests with this in their name");
    verb->add_flag("--coverage", how->coverage, "Say which steps and branches no test went through");
    verb->add_option("--coverage-json", how->coverage_json,
                     "The same for programs, with all that was gone through; - is stdout")
        ->type_name("FILE");
    verb->add_flag("--update", how->update,
                   "Write what came in place of the texts that were expected; routes, outputs and reasons stay");
    verb->add_option("--junit", how->junit, "Write the results as JUnit XML, for CI servers; - is stdout")
        ->type_name("FILE");
    verb->callback([how, &exit_code] { exit_code = test(*how); });
}

} // namespace vagus::app
