// The disk fails under a living store: nobody is told a lie, the handler is called once, and the next start knows more.
#include "engine/store/store.hpp"
#include "tests/crash/power.hpp"
#include "tests/crash/traveller.hpp"
#include "tests/support/catch.hpp"

#include <atomic>
#include <filesystem>
#include <optional>

#include <unistd.h>

using namespace vagus;
using namespace vagus::crash;
namespace fs = std::filesystem;

namespace {

store::new_message message(const std::string& bytes) {
    store::new_message made;
    made.raw = bytes;
    made.deliveries.push_back({5, store::delivery_state::pending, {}, {}, {}});
    return made;
}

} // namespace

TEST_CASE("an undecided commit is answered with that, once for all, and nothing is stored after it",
          "[crash][undecided]") {
    auto folder = fs::canonical(fs::temp_directory_path()) / ("vagus-undecided-" + std::to_string(::getpid()));
    fs::remove_all(folder);
    auto& power = power::supply();
    power.watch(folder);
    store::settings how;
    how.folder = folder;
    auto opened = vagus::store::store::open(how, system_clock(), no_report());
    REQUIRE(opened);
    auto& in = **opened;
    std::atomic<int> called = 0;
    in.on_undecided([&](const store::store_error& why) { called += why.what == store::store_error::kind::undecided; });
    doorstep door;
    std::vector<result<store::receipt, store::store_error>> answers;
    auto accept = [&] { in.accept(message("one"), door, [&](auto got) { answers.push_back(std::move(got)); }); };

    accept();
    REQUIRE(door.wait([&] { return answers.size() == 1; }));
    CHECK(answers[0]);

    power.watch(folder, 1); // the very next write fails
    // The model starts anew, but files that are open keep what they had: the store must find out by itself.
    for (int i = 0; i < 20; ++i) accept();
    REQUIRE(door.wait([&] { return answers.size() == 21; }));
    for (std::size_t i = 1; i < answers.size(); ++i) {
        REQUIRE_FALSE(answers[i]);
        CHECK(answers[i].error().what == store::store_error::kind::undecided);
        CHECK(answers[i].error().text.find("s0-1.db") != std::string::npos);
    }
    std::optional<result<void, store::store_error>> settled;
    in.settle({}, false, door, [&](auto got) { settled = std::move(got); });
    REQUIRE(door.wait([&] { return settled.has_value(); }));
    CHECK_FALSE(*settled);
    CHECK(called == 1);
    CHECK(in.depth(5).pending == 1);
    in.close();
    CHECK(called == 1);
    opened->reset();

    power.watch(folder);
    auto again = vagus::store::store::open(how, system_clock(), no_report());
    REQUIRE(again);
    CHECK_FALSE((*again)->recovery().clean);
    CHECK((*again)->recovery().pending >= 1);
    again->reset();
    fs::remove_all(folder);
}
