// Which steps and branches of the rules the tests went through. Pure.
#pragma once

#include "engine/app/configuration.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::app {

class coverage {
  public:
    explicit coverage(const configuration& what);

    // One line of what the rules did; steps are known by the line they begin on.
    void hear(const routes::trace_line& line);
    [[nodiscard]] std::string text() const;
    [[nodiscard]] boost::json::value json() const;

  private:
    struct branch {
        std::string name; // as the trace says it: "then", "else", "case 'I'"
        bool taken = false;
    };
    struct place {
        std::string where;
        std::string title; // its key, or the name it has
        bool ran = false;
        std::vector<branch> arms; // of `if` and `switch`
    };
    struct counts {
        std::size_t steps = 0, ran = 0, arms = 0, taken = 0;
    };
    void add_steps(const config::node& list);
    void add_step(const config::node& step);
    [[nodiscard]] counts counted() const;

    const std::vector<config::source_file>& files_;
    std::vector<place> places_; // in file order
    std::map<std::string, std::size_t, std::less<>> by_where_;
};

} // namespace vagus::app
