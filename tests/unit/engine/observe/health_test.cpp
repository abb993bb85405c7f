#include "engine/observe/health.hpp"
#include "tests/support/catch.hpp"

using namespace std::chrono_literals;
using namespace vagus::observe;

TEST_CASE("it lives while its threads answer, and while it starts or stops", "[observe][health]") {
    CHECK(alive(life::running, still_alive).good);
    CHECK_FALSE(alive(life::running, still_alive + 1s).good);
    CHECK(alive(life::running, 31s).words.contains("31 s"));
    CHECK(alive(life::starting, 1h).good);
    CHECK(alive(life::stopping, 1h).good);
}

TEST_CASE("it is ready for senders while it runs and its store takes messages", "[observe][health]") {
    CHECK(all_good(ready(life::running, {})));
    CHECK_FALSE(all_good(ready(life::starting, {})));
    CHECK_FALSE(all_good(ready(life::stopping, {})));
    store_reading full;
    full.takes_messages = false;
    full.free = 3U << 20U;
    full.floor = 5U << 20U;
    CHECK_FALSE(all_good(ready(life::running, full)));
    CHECK(in_lines(ready(life::running, full)).contains("failed disk: 3 MiB are free, and inputs stop below 5 MiB"));
    store_reading out;
    out.out_of_space = true;
    CHECK_FALSE(all_good(ready(life::running, out)));
    CHECK(started(life::stopping).good);
    CHECK_FALSE(started(life::starting).good);
}

TEST_CASE("a receiver that is away is shown, and is no failure", "[observe][health]") {
    readings now;
    now.outputs.push_back({});
    now.outputs.back().name = "pas";
    now.outputs.back().up = false;
    const auto said = in_json(ready(life::running, now.store), now, "1.0");
    CHECK(said.contains(R"("status":"ok")"));
    CHECK(said.contains(R"({"name":"pas","up":false)"));
}
