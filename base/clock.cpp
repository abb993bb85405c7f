#include "base/clock.hpp"

namespace vagus {
namespace {

class machine_clock final : public clock {
  public:
    wall_us wall() const override {
        using namespace std::chrono;
        return duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    }
    std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now(); }
};

} // namespace

const clock& system_clock() {
    static const machine_clock instance;
    return instance;
}

} // namespace vagus
