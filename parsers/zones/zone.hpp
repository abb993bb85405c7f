// Time zones by their IANA names: what a clock on the wall there is ahead of UTC, at any time. Pure: the tables are
// ICU's, inside the library. Immutable; any thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace vagus::zones {

class zone {
  public:
    // Null for a name that there is not. "Europe/Vienna", "UTC".
    [[nodiscard]] static std::shared_ptr<const zone> named(std::string_view name);

    zone(const zone&) = delete;
    zone& operator=(const zone&) = delete;
    virtual ~zone() = default;

    [[nodiscard]] virtual std::chrono::minutes ahead_at(std::chrono::sys_seconds when) const = 0;
    // Of a clock on the wall. A time that comes twice, when clocks go back, is the first of the two; one that is left
    // out, when they go forward, counts on from before: 02:30 is 03:30.
    [[nodiscard]] virtual std::chrono::minutes ahead_at(std::chrono::local_seconds shown) const = 0;

  protected:
    zone() = default;
};

} // namespace vagus::zones
