// The power is cut at every step of a store's life, in every way.
#pragma once

#include "tests/crash/power.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <limits>

namespace vagus::crash {

// `live(folder)` gets a copy of root/old, and returns what it promised somebody; `judge(folder, promised, how, cut)`
// gets what the disk holds afterwards. Folders are below `root`, and those that judge makes are its own. Returns how
// many steps there were, of the way that had the fewest: a walk of too few has not been where it should.
template <class Live, class Judge>
[[nodiscard]] std::size_t at_each_step(const std::filesystem::path& root, const Live& live, const Judge& judge) {
    namespace fs = std::filesystem;
    constexpr std::size_t most_steps = 1000;
    auto& power = power::supply();
    auto least = std::numeric_limits<std::size_t>::max();
    for (auto how : {unsynced::forgotten, unsynced::some, unsynced::kept}) {
        bool was_cut = true;
        std::size_t cut = 0;
        while (was_cut) {
            REQUIRE(++cut < most_steps);
            INFO("power lost at step " << cut << ", way " << static_cast<int>(how));
            for (const char* each : {"life", "survived"}) fs::remove_all(root / each);
            fs::copy(root / "old", root / "life");
            power.watch(root / "life", cut);
            const auto promised = live(root / "life");
            was_cut = power.is_cut();
            power.survive(root / "survived", how, static_cast<unsigned>(cut));
            judge(root / "survived", promised, how, cut);
        }
        WARN("lived through a power cut at each of " << cut - 1 << " steps");
        least = std::min(least, cut - 1);
    }
    return least;
}

} // namespace vagus::crash
