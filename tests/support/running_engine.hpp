// The whole engine in the test's process, on a store in a folder of its own, with the configuration a test writes.
#pragma once

#include "engine/app/configuration.hpp"
#include "engine/app/engine.hpp"
#include "tests/support/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace vagus::tests {

// Removed with everything in it.
class temporary_folder {
  public:
    temporary_folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "vagus-test-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) FAIL("no temporary folder");
        path_ = pattern;
    }
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
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
    std::size_t count(std::string_view name) const {
        std::lock_guard hold{guard_};
        std::size_t found = 0;
        for (const auto& [event, what] : all_) found += event == name ? 1 : 0;
        return found;
    }
    bool wait_for(std::string_view name, std::size_t times = 1) const {
        for (int i = 0; i < 500; ++i) {
            if (count(name) >= times) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        return false;
    }
    // The text of one fact of the first event of that name.
    std::string fact_of(std::string_view name, std::string_view key) const {
        std::lock_guard hold{guard_};
        for (const auto& [event, what] : all_) {
            if (event != name) continue;
            for (const auto& each : what) {
                if (each.key == key && std::holds_alternative<std::string>(each.value))
                    return std::get<std::string>(each.value);
            }
        }
        return {};
    }

  private:
    void write(std::string_view name, severity /*level*/, const facts& what) override {
        std::lock_guard hold{guard_};
        all_.emplace_back(name, what);
    }
    mutable std::mutex guard_;
    std::vector<std::pair<std::string, facts>> all_;
};

class running_engine {
  public:
    // The configuration may leave out version and site. Inputs listen on 127.0.0.1:0 for a free port.
    explicit running_engine(const std::string& yaml, const std::filesystem::path& folder = {}) {
        const auto& home = folder.empty() ? own_.path() : folder;
        auto what = app::check(config::load_text("version: 1\n" + yaml), home);
        INFO(config::show(what.files.found, what.files.files));
        REQUIRE(what.good());
        engine_ = std::make_unique<app::engine>(std::move(what), system_clock(), events);
        auto started = engine_->start([](const store::store_error&) { std::abort(); });
        INFO((started ? std::string{} : started.error().text));
        REQUIRE(started);
    }
    ~running_engine() { stop(); }

    // The port an input took.
    std::uint16_t port_of(const std::string& input) const {
        auto all = " " + events.fact_of("engine.ready", "listening");
        auto at = all.find(" " + input + "=");
        REQUIRE(at != std::string::npos);
        auto colon = all.find(':', at);
        return static_cast<std::uint16_t>(std::stoi(all.substr(colon + 1)));
    }
    void renew_certificates() { engine_->renew_certificates(); }
    // An engine that does not stop is a bug that no later test should hide.
    void stop() {
        if (!engine_) return;
        if (begin_stop().wait_for(std::chrono::seconds{10}) != std::future_status::ready) std::abort();
        finish();
    }
    // The stop begins; sessions may still have work.
    std::future<void> begin_stop() {
        auto done = std::make_shared<std::promise<void>>();
        auto over = done->get_future();
        engine_->stop([done] { done->set_value(); });
        return over;
    }
    void finish() {
        engine_->finish();
        engine_.reset();
    }

    event_list events;

  private:
    temporary_folder own_;
    std::unique_ptr<app::engine> engine_;
};

} // namespace vagus::tests
