// Logins that were refused before anybody looked at them. Who has no login may ask for them without end, so they are
// written down by the first of an address a minute, which also says how many there were meanwhile. Pure: time is a
// parameter.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::admin::http {

inline constexpr std::size_t unseen_addresses = 1000; // remembered: the one that was written down longest ago goes
inline constexpr std::uint64_t unseen_entries = 60;   // a minute, of all addresses: there are many in a botnet
inline constexpr auto unseen_every = std::chrono::minutes{1};

class unseen_logins {
  public:
    using moment = std::chrono::steady_clock::time_point;
    explicit unseen_logins(std::size_t most = unseen_addresses)
        : most_{most} {}

    struct others {
        std::uint64_t here = 0;      // of this address, since its last entry
        std::uint64_t elsewhere = 0; // of addresses that were forgotten meanwhile
    };
    // Nothing: it is only counted.
    [[nodiscard]] std::optional<others> refused(std::string_view address, moment now);
    [[nodiscard]] std::size_t remembered() const { return by_address_.size(); }

  private:
    struct count {
        std::uint64_t unsaid = 0;
        std::optional<moment> said;
    };
    count& of(std::string_view address);

    std::size_t most_;
    std::map<std::string, count> by_address_;
    std::uint64_t forgotten_ = 0;
    moment minute_{};
    std::uint64_t entries_ = 0; // in that minute
};

} // namespace vagus::admin::http
