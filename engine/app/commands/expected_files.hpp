// Bodies that tests expect in files: compared with what came, and written anew when a person says so (--update).
#pragma once

#include "routes/testing.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace vagus::app {

// What came, for a file that has something else, or is not there.
struct new_content {
    std::filesystem::path file;
    std::string text;
};

// Sentences for what differs join `wrong`, and what came joins `better`. `folder`: where the files of the test stand.
void compare_files(const std::filesystem::path& folder, const routes::test_case& test, const routes::trial& of,
                   std::vector<std::string>& wrong, std::vector<new_content>& better);

// With a line for each segment of a message. Empty, or why not, in words.
[[nodiscard]] std::string write_expected(const new_content& one);

} // namespace vagus::app
