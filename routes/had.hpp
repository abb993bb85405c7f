// What was answered to the needs of one route about the message at hand, read by need() while the route works on it.
// Not for two threads.
#pragma once

#include "parsers/path/needs.hpp"
#include "routes/bodies/json.hpp"
#include "routes/compiled.hpp"
#include "routes/needs.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::routes {

class had final : public path::needs {
  public:
    // What comes of one need before the first step.
    struct outcome {
        std::string words;   // for the trace
        std::string failure; // the route fails with it; empty: it goes on
        std::string warning; // it goes on, and people are told; empty: nothing to tell
    };

    explicit had(const bound_route& route) // which outlives it
        : route_{route}
        , came_(route.needs.size()) {}

    // `all`: null: nobody asked. In the order of the needs, ended by the first failure.
    [[nodiscard]] outcome take(std::size_t need, std::uint16_t route, const answers* all);
    [[nodiscard]] result<std::string, std::string_view> value(std::string_view need,
                                                              std::string_view pointer) const override;

  private:
    const bound_route& route_;
    std::vector<bodies::json::value> came_; // by need; nothing where there is none
};

} // namespace vagus::routes
