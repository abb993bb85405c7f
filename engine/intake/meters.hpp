// What is counted of an input and of a route. Shared by all that serve one name, over reloads.
#pragma once

#include "base/clock.hpp"
#include "base/meter.hpp"
#include "parsers/hl7/acknowledge.hpp"
#include "parsers/hl7/message.hpp"
#include "routes/plan.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace vagus::intake {

// Any thread, like everything here.
struct input_meters {
    static constexpr std::size_t reasons = 32;

    meter::by_few_names messages; // by type, as HL7 names it
    meter::count bytes;
    std::array<meter::count, 6> acks; // by hl7::ack_code
    meter::spans answered;            // from whole message to answer
    meter::spans planned;             // by all routes of the input
    std::atomic<wall_us> last{0};     // 0: none came
    meter::count duplicates;          // answered as the first was
    meter::count unmatched;
    meter::count refused;                // no message, or one that the rules or the store do not take
    meter::by_name wire{reasons};        // what was no message, by what it was
    meter::by_name turned_down{reasons}; // connections, by the setting that is reached or the reason
};

// By the place of the step, as place_of() has it.
struct route_meters {
    static constexpr std::size_t steps = 256;

    meter::count delivered, dropped, failed;
    meter::by_name failed_at{steps};
    meter::by_name warned_at{steps};
};

// "ADT^A08", or "other" for what no version of HL7 has: a sender may write what it likes there.
[[nodiscard]] bool is_message_type(std::string_view type);

// "routes/lab.yaml:22 step 3" of the text of a failure or warning, without the words behind it.
[[nodiscard]] std::string_view place_of(std::string_view text);
// What routes made of a message, each route at its own; null: nobody counts it.
void count(const routes::plan& made, std::span<const std::shared_ptr<route_meters>> routes);

// Of one message on its way in: counted when its answer is known.
class arrival_meter {
  public:
    arrival_meter(input_meters& into, const clock& time)
        : into_{into}
        , clock_{time}
        , begun_{time.steady()} {}
    void read(const hl7::document& message, std::size_t bytes);
    void unreadable(std::size_t bytes);
    void answered(std::optional<hl7::ack_code> code);

  private:
    input_meters& into_;
    const clock& clock_;
    std::chrono::steady_clock::time_point begun_;
};

} // namespace vagus::intake
