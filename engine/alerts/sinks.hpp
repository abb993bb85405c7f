// Where notices go: a webhook, or a person's mailbox. Each has a thread and a bounded queue of its own, so that one
// that is away keeps nothing from the others.
#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/alerts/words.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace vagus::alerts {

inline constexpr std::size_t most_waiting = 200;   // notices for one sink; past it the oldest give way
inline constexpr std::chrono::seconds try_for{30}; // one attempt
inline constexpr std::chrono::seconds first_pause{5};
inline constexpr std::chrono::minutes longest_pause{5};
inline constexpr std::chrono::hours given_up_after{4}; // a reminder says it again by then

struct webhook {
    std::string url; // a secret may be in it
};
struct mailbox {
    enum class security : std::uint8_t { starttls, tls, plain };
    std::string server; // "smtp.internal:587"
    security how = security::starttls;
    std::string from;
    std::string to;
    std::string user; // "": nobody logs in
    std::string password;
};
using address = std::variant<webhook, mailbox>;

// Sends one, and waits for what comes of it; the error in words without a secret. Blocks. `stopped` ends it early.
[[nodiscard]] result<void, std::string> send(const address& to, const letter& what,
                                             const std::function<bool()>& stopped);

// Likewise, of JSON by POST: for whoever tells machines what they have asked for.
[[nodiscard]] result<void, std::string> post_json(const std::string& url, const std::string& json,
                                                  const std::function<bool()>& stopped);

struct notice_sent {
    std::string sink;
    std::string alert;
    static constexpr std::string_view name = "notice.sent";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const { return {{"sink", sink}, {"alert", alert}}; }
};
struct notice_failed {
    std::string sink;
    std::string alert;
    std::string reason;
    bool given_up = false;
    static constexpr std::string_view name = "notice.failed";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const {
        return {{"sink", sink}, {"alert", alert}, {"reason", reason}, {"given_up", given_up}};
    }
};

class sinks {
  public:
    using sending =
        std::function<result<void, std::string>(const address&, const letter&, const std::function<bool()>&)>;

    // `report` outlives it. `how`: in tests another way.
    sinks(std::vector<address> to, reporter& report, sending how = send);
    ~sinks(); // what is not sent by then is not sent
    sinks(const sinks&) = delete;
    sinks& operator=(const sinks&) = delete;

    void put(const std::string& alert, const letter& what); // to all of them; never waits

  private:
    class sink;
    std::vector<std::unique_ptr<sink>> all_;
};

} // namespace vagus::alerts
