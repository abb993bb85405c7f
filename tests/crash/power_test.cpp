// The power goes at every single step of a store's life, in three ways. Whatever was answered before must be there
// afterwards. The mutants of this program (see CMakeLists.txt) must fail here.
#include "tests/crash/power.hpp"
#include "tests/crash/road.hpp"
#include "tests/crash/traveller.hpp"
#include "tests/support/catch.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

using namespace vagus::crash;
namespace fs = std::filesystem;

namespace {

// More steps than the road has: the loop must end by itself.
constexpr std::size_t most_steps = 5000;

class workplace {
  public:
    explicit workplace(const std::string& name)
        : root_{(fs::exists(memory) ? memory : fs::canonical(fs::temp_directory_path())) /
                ("vagus-crash-" + name + "-" + std::to_string(::getpid()))} {
        fs::remove_all(root_);
        fs::create_directories(root_);
    }
    workplace(workplace&&) = delete;
    ~workplace() { fs::remove_all(root_); }
    [[nodiscard]] fs::path fresh(const std::string& name) const {
        fs::remove_all(root_ / name);
        return root_ / name;
    }

  private:
    // The model is the disk: where its files lie is only a question of speed.
    inline static const fs::path memory{"/dev/shm"};
    fs::path root_;
};

std::string lines(const std::vector<std::string>& found) {
    std::string text;
    for (const auto& line : found) text += "\n  " + line;
    return text;
}

// One life, cut at step `cut`; a second one, cut early while it recovers; then the reckoning. False: never cut.
bool live_and_die(const workplace& at, std::size_t cut, unsynced how) {
    auto& power = power::supply();
    auto folder = at.fresh("life");
    power.watch(folder, cut);
    auto given = walk(folder);
    bool was_cut = power.is_cut();
    auto seed = static_cast<unsigned>(cut);
    auto survived = at.fresh("survived");
    power.survive(survived, how, seed);

    power.watch(survived, 1 + cut % 13);
    vagus::store::settings how_again;
    how_again.folder = survived;
    how_again.ballast_bytes = 0;
    static_cast<void>(vagus::store::store::open(how_again, vagus::system_clock(), vagus::no_report()));
    auto again = at.fresh("again");
    power.survive(again, how, seed + 1);

    power.watch(again);
    INFO("power lost at step " << cut);
    auto found = broken(given, again);
    if (!found.empty()) FAIL(lines(found));
    return was_cut;
}

void every_step(const std::string& name, unsynced how) {
    workplace at{name};
    std::size_t cut = 1;
    while (cut < most_steps && live_and_die(at, cut, how)) ++cut;
    CHECK(cut > 100); // the road is as long as it was meant to be
    CHECK(cut < most_steps);
    WARN("lived through a power cut at each of " << cut - 1 << " steps");
}

} // namespace

TEST_CASE("nothing promised is lost when the disk forgets what was not synced", "[crash][forgotten]") {
    every_step("forgotten", unsynced::forgotten);
}

TEST_CASE("nothing promised is lost when the disk keeps any part of what was not synced", "[crash][some]") {
    every_step("some", unsynced::some);
}

TEST_CASE("nothing promised is lost when only the process dies", "[crash][kept]") {
    every_step("kept", unsynced::kept);
}

namespace {

// One life on a disk that goes wrong at step `at`, then the power goes. Nothing: the life was over before that.
std::optional<promises> live_on_a_bad_disk(const workplace& where, fault what, std::size_t at) {
    auto& power = power::supply();
    auto folder = where.fresh("life");
    power.watch(folder);
    power.go_wrong(what, at);
    auto given = walk(folder);
    if (power.steps() + 1 < at) return std::nullopt;
    auto survived = where.fresh("survived");
    power.survive(survived, unsynced::forgotten, 0);
    power.watch(survived);
    INFO("the disk went wrong at step " << at);
    auto found = broken(given, survived);
    if (!found.empty()) FAIL(lines(found));
    return given;
}

} // namespace

TEST_CASE("on a disk that fills at any step nothing promised is lost, and what is queued is settled", "[crash][full]") {
    workplace where{"full"};
    std::size_t lives = 0;
    std::size_t turned_away = 0;
    while (auto given = live_on_a_bad_disk(where, fault::full, ++lives)) {
        REQUIRE(lives < most_steps);
        INFO("the disk was full from step " << lives);
        // It goes on to its end, but for one that did not even begin.
        if (given->ended_by) CHECK(*given->ended_by == vagus::store::trouble::full);
        if (given->ended_by) CHECK(given->messages.empty());
        turned_away += given->turned_away;
    }
    CHECK(lives > 100);
    CHECK(turned_away > lives);
}

TEST_CASE("what a full disk turns away pushes nothing out of what is remembered", "[crash][full]") {
    const auto how_full = GENERATE(fault::full, fault::quota);
    workplace where{"pushed-out"};
    auto& power = power::supply();
    const auto folder = where.fresh("life");
    power.watch(folder);
    power_disk disk;
    vagus::store::settings how;
    how.folder = folder;
    how.remembered.most = 2;
    how.ballast_bytes = 256 * 1024;
    how.on = &disk;
    doorstep door; // outlives the store, which posts to it
    auto opened = vagus::store::store::open(how, vagus::system_clock(), vagus::no_report());
    REQUIRE(opened);
    const auto accept = [&](const std::string& bytes) {
        vagus::store::new_message made;
        made.raw = bytes;
        made.remember = true;
        made.digest = {static_cast<std::uint8_t>(bytes.front())};
        std::optional<vagus::result<vagus::store::receipt, vagus::store::store_error>> answer;
        (*opened)->accept(std::move(made), door, [&](auto got) { answer = std::move(got); });
        REQUIRE(door.wait([&] { return answer.has_value(); }));
        return *answer;
    };
    REQUIRE(accept("a"));
    REQUIRE(accept("b"));
    power.go_wrong(how_full, 1);
    const auto turned_away = accept("c");
    REQUIRE_FALSE(turned_away);
    CHECK(turned_away.error().what == vagus::store::store_error::kind::full);
    power.go_wrong(fault::none, 0);
    // The store looks once a second whether there is room again.
    for (int i = 0; i < 500 && !(*opened)->room().takes_messages; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    CHECK(accept("a")->duplicate);
    CHECK(accept("b")->duplicate);
    CHECK_FALSE(accept("c")->duplicate);
}

TEST_CASE("a disk that takes no writes any more ends the store with that word, and nothing promised is lost",
          "[crash][bad_disk]") {
    workplace where{"read-only"};
    std::size_t lives = 0;
    while (auto given = live_on_a_bad_disk(where, fault::read_only, ++lives)) {
        REQUIRE(lives < most_steps);
        INFO("the disk was read-only from step " << lives);
        if (given->ended_by) CHECK(*given->ended_by == vagus::store::trouble::read_only);
    }
    CHECK(lives > 100);
}

TEST_CASE("a sync that fails once ends the store as undecided, and nothing promised is lost", "[crash][bad_disk]") {
    workplace where{"sync"};
    std::size_t lives = 0;
    std::size_t ended = 0;
    while (auto given = live_on_a_bad_disk(where, fault::sync_fails, ++lives)) {
        REQUIRE(lives < most_steps);
        INFO("the sync at or after step " << lives << " failed");
        if (given->ended_by) CHECK(*given->ended_by == vagus::store::trouble::undecided);
        ended += given->ended_by ? 1 : 0;
    }
    CHECK(ended > 100);
}

TEST_CASE("the power supply sees folders synced, so that a lost name is a lost file", "[crash][undecided]") {
    workplace at{"names"};
    auto folder = at.fresh("life");
    power::supply().watch(folder);
    auto before = power::supply().steps();
    fs::create_directories(folder);
    int file = ::open((folder / ".").c_str(), O_RDONLY | O_DIRECTORY);
    CHECK(::fsync(file) == 0);
    ::close(file);
    CHECK(power::supply().steps() == before + 1);
}
