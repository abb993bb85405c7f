// Results of tests as CI servers read them. Source: the JUnit schema of Jenkins, in the parts that GitLab, GitHub's
// reporters and Jenkins itself agree on. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vagus::app {

struct test_result {
    std::string name;
    std::string where;                // "tests.yaml:12"
    std::vector<std::string> wrong{}; // a sentence each; empty: it passed
};
[[nodiscard]] std::string junit_of(std::string_view suite, const std::vector<test_result>& all);

} // namespace vagus::app
