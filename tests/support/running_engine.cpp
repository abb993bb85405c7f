#include "tests/support/running_engine.hpp"

#include "engine/app/configuration.hpp"
#include "engine/app/engine.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <thread>

namespace vagus::tests {
namespace {

app::configuration checked(const std::string& yaml, const std::filesystem::path& folder) {
    return app::check(config::load_text("version: 1\n" + yaml), folder);
}

} // namespace

temporary_folder::temporary_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "vagus-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) FAIL("no temporary folder");
    path_ = pattern;
}

temporary_folder::~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::size_t event_list::count(std::string_view name) const {
    std::lock_guard hold{guard_};
    std::size_t found = 0;
    for (const auto& [event, what] : all_) found += event == name ? 1 : 0;
    return found;
}

bool event_list::wait_for(std::string_view name, std::size_t times) const {
    for (int i = 0; i < 6000; ++i) { // 60 s: for a loaded machine
        if (count(name) >= times) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return false;
}

bool event_list::comes_to(std::string_view name, std::size_t times) const {
    return wait_for(name, times) && count(name) == times;
}

std::string event_list::fact_of(std::string_view name, std::string_view key) const {
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

void event_list::write(std::string_view name, severity /*level*/, const facts& what) {
    std::lock_guard hold{guard_};
    all_.emplace_back(name, what);
}

std::vector<std::string> codes_found(const std::string& yaml, const std::filesystem::path& folder) {
    std::vector<std::string> codes;
    const auto what = checked(yaml, folder);
    for (const auto& each : what.files.found.all()) codes.push_back(each.code);
    return codes;
}

running_engine::running_engine(const std::string& yaml, const std::filesystem::path& folder, store::disk& on)
    : home_{folder.empty() ? own_.path() : folder} {
    auto what = checked(yaml, home_);
    INFO(config::show(what.files.found, what.files.files));
    REQUIRE(what.good());
    engine_ = std::make_unique<app::engine>(std::move(what), system_clock(), events, on);
    auto started = engine_->start([](const store::store_error&) { std::abort(); });
    INFO((started ? std::string{} : started.error().text));
    REQUIRE(started);
}

running_engine::~running_engine() {
    stop();
}

std::uint16_t running_engine::port_of(const std::string& input) const {
    auto all = " " + events.fact_of("engine.ready", "listening");
    auto at = all.find(" " + input + "=");
    REQUIRE(at != std::string::npos);
    auto colon = all.find(':', at);
    return static_cast<std::uint16_t>(std::stoi(all.substr(colon + 1)));
}

void running_engine::renew_certificates() {
    engine_->renew_certificates();
}

void running_engine::reload(const std::string& yaml) {
    std::ofstream{home_ / "vagus.yaml", std::ios::binary} << "version: 1\n" << yaml;
    engine_->reload("a test");
}

void running_engine::stop() {
    if (!engine_) return;
    if (begin_stop().wait_for(std::chrono::seconds{60}) != std::future_status::ready) std::abort();
    finish();
}

std::future<void> running_engine::begin_stop() {
    auto done = std::make_shared<std::promise<void>>();
    auto over = done->get_future();
    engine_->stop([done] { done->set_value(); });
    return over;
}

void running_engine::finish() {
    engine_->finish();
    engine_.reset();
}

} // namespace vagus::tests
