#include "engine/store/clock_marks.hpp"

#include "engine/store/limits.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>

namespace vagus::store {
namespace {

using std::chrono::microseconds;

const std::string& this_boot() {
    static const std::string name = [] {
        std::ifstream file{"/proc/sys/kernel/random/boot_id"};
        std::string found;
        file >> found;
        return found;
    }();
    return name;
}

// Without names a machine that has been up for longer than at the mark before passes for one that was never off.
bool same_boot(const clock_marks& before, const clock_marks& now) {
    const bool named = !before.boot.empty() && !now.boot.empty();
    return now.steady >= before.steady && (!named || now.boot == before.boot);
}

} // namespace

clock_marks marks_of(const clock& time) {
    return {time.wall(), std::chrono::duration_cast<microseconds>(time.steady().time_since_epoch()).count(),
            this_boot()};
}

bool clock_jumped(const clock_marks& before, const clock_marks& now) {
    constexpr auto margin = microseconds{clock_drift}.count();
    constexpr auto longest_stop = microseconds{longest_downtime}.count();
    if (before.wall == 0) return false; // it has never run
    const auto by_the_wall = now.wall - before.wall;
    if (same_boot(before, now)) return std::abs(by_the_wall - (now.steady - before.steady)) > margin;
    return by_the_wall < -margin || by_the_wall > longest_stop;
}

} // namespace vagus::store
