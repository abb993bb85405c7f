// The certificates in use, by the name of their profile. Files are re-read when they change and when asked to: new
// handshakes take the new ones, connections keep theirs, and what cannot be used leaves the old ones in place.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/runtime/tls/certificates.hpp"
#include "engine/runtime/tls/sides.hpp"

#include <chrono>
#include <cstddef>
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
    [[nodiscard]] std::size_t replaced() const; // that are kept to the end

    // What is new or different of these is read and waits for use(). The error names profile, file and reason, and
    // nothing is changed. One thread calls this, use() and the next two.
    [[nodiscard]] result<void, std::string> prepare(std::vector<config::named<profile>> written);
    // What was prepared: new handshakes take it, connections keep what they have. One that is not among them any more
    // stays for connections that are being made, and is not looked at again.
    void use();
    void look();       // re-reads profiles whose files have changed, and have stood still since the last look
    void read_again(); // all of them, now

  private:
    struct kept;
    [[nodiscard]] std::shared_ptr<const certificates> current(const std::string& name) const;
    [[nodiscard]] std::shared_ptr<kept> made_of(config::named<profile> written) const;
    void read(kept& one);
    void remind();

    std::filesystem::path folder_;
    const clock& clock_;
    reporter& report_;
    std::chrono::steady_clock::time_point remind_at_;
    std::vector<std::shared_ptr<kept>> all_;      // the first is the nameless one
    std::vector<std::shared_ptr<kept>> prepared_; // what all_ is to be
    std::vector<std::shared_ptr<kept>> retired_;  // whose files() somebody may have
    mutable std::mutex guard_;                    // of the lists, and of the certificates in them
};

} // namespace vagus::tls
