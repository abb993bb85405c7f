// The certificates in use, by the name of their profile. Files are re-read when they change and when asked to: new
// handshakes take the new ones, connections keep theirs, and what cannot be used leaves the old ones in place.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/runtime/tls/certificates.hpp"
#include "engine/runtime/tls/sides.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace vagus::tls {

// How often files are looked at. One that has changed is read at the second look at which it stood still.
inline constexpr std::chrono::seconds look_every{5};
// How often a certificate that is about to expire is reported again.
inline constexpr std::chrono::hours remind_every{24};

struct profile_status {
    std::string name;
    std::string names;     // of our certificate; "" without one
    std::string until;     // "2026-03-01 10:00 UTC"
    std::int64_t days = 0; // left; negative once it has expired
    wall_us ends = 0;
};

class profiles {
  public:
    profiles(std::vector<config::named<profile>> written, std::filesystem::path folder, const clock& time,
             reporter& report);
    ~profiles();

    // Before anything else. The error names profile, file and reason.
    [[nodiscard]] result<void, std::string> start();

    // Any thread. The names were checked when the configuration was.
    [[nodiscard]] server_side serving(const input_terms& how) const;
    [[nodiscard]] client_side towards(const output_terms& how, const std::string& host) const;
    // A profile with its paths made absolute: for libraries that do TLS themselves. Null for "".
    [[nodiscard]] const profile* files(const std::string& name) const;
    [[nodiscard]] std::vector<profile_status> status() const;

    // One thread calls these two.
    void look();       // re-reads profiles whose files have changed, and have stood still since the last look
    void read_again(); // all of them, now

  private:
    struct kept;
    [[nodiscard]] std::shared_ptr<const certificates> current(const std::string& name) const;
    void read(kept& one);
    void remind();

    std::filesystem::path folder_;
    const clock& clock_;
    reporter& report_;
    std::chrono::steady_clock::time_point remind_at_;
    std::vector<std::unique_ptr<kept>> all_; // never changes after the constructor; the first is the nameless one
    mutable std::mutex guard_;               // of the certificates in them
};

} // namespace vagus::tls
