#include "engine/app/hours_behind.hpp"
#include "tests/support/catch.hpp"

#include <chrono>

using namespace vagus;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t lately = 10; // minutes

struct site {
    app::hours_behind hours;
    observe::books counted;
    observe::readings seen;
    observe::history::instant now{1h};

    void look() {
        now += 1s;
        app::note(hours, counted, seen, now);
    }
    void fails(const std::string& route) { counted.routes.of(route)->failed.add(); }
    [[nodiscard]] std::uint64_t failed(const std::string& route) const {
        return hours.routes.at(route).messages(lately);
    }
};

} // namespace

TEST_CASE("what failed before the first look is of the last ten minutes", "[app]") {
    site all;
    all.seen.routes = {{"adt"}};
    all.fails("adt");
    all.look();
    CHECK(all.failed("adt") == 1);
    all.fails("adt");
    all.look();
    CHECK(all.failed("adt") == 2);
}

TEST_CASE("a route that comes with a reload counts from nothing, and one that comes back from where it was", "[app]") {
    site all;
    all.seen.routes = {{"adt"}};
    all.look();
    all.fails("adt");
    all.look();
    all.seen.routes = {{"lab"}};
    all.fails("lab");
    all.look();
    CHECK(all.failed("lab") == 1);
    CHECK_FALSE(all.hours.routes.contains("adt"));
    all.seen.routes = {{"adt"}, {"lab"}};
    all.look();
    CHECK(all.failed("adt") == 0);
    CHECK(all.failed("lab") == 1);
}
