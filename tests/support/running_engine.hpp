// The whole engine in the test's process, on a store in a folder of its own, with the configuration a test writes. The
// engine's own headers are dear and stay in the .cpp.
#pragma once

#include "base/report.hpp"
#include "engine/store/disk.hpp"
#include "tests/support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::app {
class engine;
}

namespace vagus::tests {

// Removed with everything in it.
class temporary_folder {
  public:
    temporary_folder();
    ~temporary_folder();
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

class event_list final : public reporter {
  public:
    event_list()
        : reporter{severity::debug} {}
    std::size_t count(std::string_view name) const;
    bool wait_for(std::string_view name, std::size_t times = 1) const;
    // Waits until there are as many. False too when there are more by then.
    bool comes_to(std::string_view name, std::size_t times) const;
    // The text of one fact of the first event of that name.
    std::string fact_of(std::string_view name, std::string_view key) const;

  private:
    void write(std::string_view name, severity level, const facts& what) override;

    mutable std::mutex guard_;
    std::vector<std::pair<std::string, facts>> all_;
};

// The codes of what `vagus validate` finds in a configuration, in their order. The text may leave out version.
std::vector<std::string> codes_found(const std::string& yaml, const std::filesystem::path& folder);

class running_engine {
  public:
    // The configuration may leave out version and site. Inputs listen on 127.0.0.1:0 for a free port.
    explicit running_engine(const std::string& yaml, const std::filesystem::path& folder = {},
                            store::disk& on = store::system_disk());
    ~running_engine();

    // The port an input took.
    std::uint16_t port_of(const std::string& input) const;
    void renew_certificates();
    // Writes the configuration into its folder, and has the engine go on with it.
    void reload(const std::string& yaml);
    // An engine that does not stop is a bug that no later test should hide.
    void stop();
    // The stop begins; sessions may still have work.
    std::future<void> begin_stop();
    void finish();

    event_list events;

  private:
    temporary_folder own_;
    std::filesystem::path home_; // of the configuration
    std::unique_ptr<app::engine> engine_;
};

} // namespace vagus::tests
