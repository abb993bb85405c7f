#include "engine/observe/log.hpp"
#include "tests/support/catch.hpp"

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using vagus::observe::log_settings;

namespace {

struct output_down {
    static constexpr std::string_view name = "output.down";
    static constexpr vagus::severity level = vagus::severity::warn;
    std::string output;
    [[nodiscard]] vagus::facts describe() const { return {{"output", output}}; }
};
struct detail {
    static constexpr std::string_view name = "detail";
    static constexpr vagus::severity level = vagus::severity::debug;
    [[nodiscard]] static vagus::facts describe() { return {}; }
};

struct collected {
    std::mutex lock;
    std::vector<std::string> lines;

    log_settings settings() {
        log_settings how;
        how.out = [this](std::string_view line) {
            const std::lock_guard guard{lock};
            lines.emplace_back(line);
        };
        return how;
    }
    std::size_t containing(std::string_view text) {
        const std::lock_guard guard{lock};
        std::size_t count = 0;
        for (const auto& line : lines) count += line.find(text) != std::string::npos ? 1U : 0U;
        return count;
    }
};

} // namespace

TEST_CASE("what was reported is written when flush returns, in order", "[observe]") {
    collected seen;
    vagus::observe::log report{seen.settings()};
    for (int i = 0; i < 10; ++i) report(output_down{std::to_string(i)});
    report.flush();
    REQUIRE(seen.lines.size() == 10);
    for (std::size_t i = 0; i < 10; ++i)
        CHECK(seen.lines[i].find("\"output\":\"" + std::to_string(i) + "\"}\n") != std::string::npos);
}

TEST_CASE("events below the threshold cost nothing and are not written", "[observe]") {
    collected seen;
    vagus::observe::log report{seen.settings()};
    report(detail{});
    report.flush();
    CHECK(seen.lines.empty());
}

TEST_CASE("a flood is written up to the limit, and summarised at flush", "[observe]") {
    collected seen;
    vagus::observe::log report{seen.settings()};
    for (int i = 0; i < 5000; ++i) report(output_down{"pas"});
    report.flush();
    // A slow machine may see a new second begin; the sum is always right.
    CHECK(seen.containing("suppressed") >= 1);
    CHECK(seen.lines.size() < 200);
}

TEST_CASE("the count of a flood is said a second later even when nothing else happens", "[observe]") {
    collected seen;
    vagus::observe::log report{seen.settings()};
    for (int i = 0; i < 25; ++i) report(output_down{"pas"});
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (seen.containing("\"suppressed\":5") == 0 && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(20ms);
    CHECK(seen.containing("\"suppressed\":5") == 1);
}

TEST_CASE("a full queue loses the oldest lines, never holds up the caller, and says how many were lost", "[observe]") {
    collected seen;
    auto how = seen.settings();
    std::atomic<bool> stuck{true};
    how.out = [&, inner = how.out](std::string_view line) {
        while (stuck) std::this_thread::sleep_for(1ms);
        inner(line);
    };
    how.queue_lines = 16;
    how.flush_within = 50ms;
    vagus::observe::log report{how};
    for (int i = 0; i < 100; ++i) report(output_down{std::to_string(i)});
    report.flush(); // the writer is stuck: gives up instead of hanging
    CHECK(seen.lines.empty());
    stuck = false;
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (seen.containing("log.overrun") == 0 && std::chrono::steady_clock::now() < until) {
        report.flush();
        std::this_thread::sleep_for(5ms);
    }
    CHECK(seen.containing("log.overrun") >= 1);
    CHECK(seen.containing("\"output\":\"99\"") == 1);
    CHECK(seen.lines.size() < 40);
}

TEST_CASE("any thread may report", "[observe]") {
    collected seen;
    {
        vagus::observe::log report{seen.settings()};
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&report, t] {
                for (int i = 0; i < 200; ++i) report(output_down{std::to_string(t * 1000 + i)});
            });
    }
    CHECK(seen.lines.size() == 800);
}
