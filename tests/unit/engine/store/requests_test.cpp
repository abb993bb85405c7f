// What is asked of the writer is answered once, whatever becomes of the group it was in.
#include "engine/store/outbox.hpp"
#include "engine/store/requests.hpp"
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

TEST_CASE("a request that was refused for want of room is not refused again when the store gives up", "[store]") {
    test_mailbox box;
    outbox out;
    int answers = 0;
    const auto count = [&](const auto& got) { answers += got ? 0 : 1; };
    std::vector<request> group;
    group.emplace_back(carry_request{1, 2, {}, {}, count});
    group.emplace_back(accept_request{{}, &box, count, {}});
    group.emplace_back(resolve_request{{}, {}, {}, {}, &box, count});
    for (int i = 0; i < 2; ++i) {
        for (auto& each : group) refuse(each, no_room(), out);
    }
    out.post();
    REQUIRE(box.run_until([&] { return answers >= 3; }));
    CHECK(answers == 3);
}
