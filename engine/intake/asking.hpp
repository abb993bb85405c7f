// Other systems, as intake asks them about a message before its routes see it.
#pragma once

#include "base/meter.hpp"
#include "routes/needs.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace vagus::intake {

// Of one call, over reloads. Any thread.
struct call_meters {
    meter::count found, nothing, failed;
    meter::spans took; // from being asked to the answer, waiting for a connection included
};

// Thread rule: any I/O thread; the answers come on the thread that asked.
class other_systems {
  public:
    other_systems() = default;
    other_systems(const other_systems&) = delete;
    other_systems& operator=(const other_systems&) = delete;
    virtual ~other_systems() = default;

    // One answer a question, in their order. All are asked at once, and none longer than its call allows.
    [[nodiscard]] virtual boost::asio::awaitable<std::vector<routes::answer>>
    ask(std::vector<routes::question> what) = 0;
};

// Which answers of other systems count for a message that is planned again.
enum class answers_are : std::uint8_t {
    of_then,  // kept with it; what failed then is not known
    of_today, // fetched just now: what failed failed
};
enum class asking : std::uint8_t {
    missing, // what was answered then counts
    anew
};

// What is known of other systems about a message.
struct fetched {
    routes::answers all;
    std::string kept; // of it what lies with the message: routes::encode
};

} // namespace vagus::intake
