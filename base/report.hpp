// The report seam: things that happen are types, and a sink (logs today, metrics and the dashboard later) turns them
// into lines. There is no free-form text on the data path, so patient data stays out by construction.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vagus {

enum class severity : std::uint8_t { debug, info, warn, error };

// One named part of an event. Text is only ever a name from configuration, an id of ours, an HL7 code of a closed set,
// an operating system's error, or a reason we wrote: never a field value of a message.
struct fact {
    std::string_view key; // static
    std::variant<std::int64_t, bool, std::string> value;
};
using facts = std::vector<fact>;

// struct message_refused { std::string input; std::string reason;
//     static constexpr std::string_view name = "message.refused"; static constexpr severity level = severity::warn;
//     facts describe() const; };
template <class E>
concept reportable = requires(const E& event) {
    { E::name } -> std::convertible_to<std::string_view>;
    { E::level } -> std::convertible_to<severity>;
    { event.describe() } -> std::same_as<facts>;
};

// Thread rule: any thread may report; write() of a sink is called concurrently.
class reporter {
  public:
    explicit reporter(severity threshold)
        : threshold_{threshold} {}
    reporter(const reporter&) = delete;
    reporter& operator=(const reporter&) = delete;
    virtual ~reporter() = default;

    template <reportable E> void operator()(const E& event) {
        if (E::level >= threshold_) write(E::name, E::level, event.describe());
    }

  private:
    virtual void write(std::string_view name, severity level, const facts& what) = 0;
    severity threshold_;
};

// Drops everything: for tools and tests.
[[nodiscard]] reporter& no_report();

} // namespace vagus
