// What was no message is kept and can be looked at.
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

std::vector<wire_event> events(vagus::store::store& in, test_mailbox& box, std::uint32_t input = 0,
                               std::size_t most = 100) {
    std::optional<std::vector<wire_event>> answer;
    in.wire_events(input, most, box, [&](auto got) { answer = std::move(got); });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    return std::move(*answer);
}

std::optional<wire_event> event(vagus::store::store& in, test_mailbox& box, delivery_ref at) {
    std::optional<std::optional<wire_event>> answer;
    in.wire_event_at(at, box, [&](auto got) { answer = std::move(got); });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    return std::move(*answer);
}

} // namespace

TEST_CASE("wire events are listed newest first, by input, and one is shown with its bytes", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    auto lab = store->number(name_kind::input, "lab");
    auto adt = store->number(name_kind::input, "adt");
    auto id = accept(*store, box, message("a message", lab))->id;
    store->note("outside_frame", lab, std::nullopt, std::string{"\0GET /\xff", 7});
    store->note("ack_not_written", adt, id, "MSA|AA");
    accept(*store, box, message("another", lab)); // what rides along is durable with it

    auto all = events(*store, box);
    REQUIRE(all.size() == 2);
    CHECK(all[0].kind == "ack_not_written");
    CHECK(all[0].where == "adt");
    CHECK(all[0].message == to_text(id));
    CHECK(all[0].bytes.empty());
    CHECK(all[1].kind == "outside_frame");
    CHECK(all[1].message.empty());
    CHECK(all[1].size == 7);
    CHECK(events(*store, box, lab).size() == 1);
    CHECK(events(*store, box, 0, 1).size() == 1);

    auto one = event(*store, box, all[1].at);
    REQUIRE(one);
    CHECK(one->bytes == std::string{"\0GET /\xff", 7});
    CHECK_FALSE(event(*store, box, {all[1].at.segment, 99}));
    CHECK_FALSE(event(*store, box, {77, 1}));
}

TEST_CASE("wire events survive a restart and a change of the segment", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 1;
    std::size_t kept = 0;
    {
        auto store = open(how);
        auto lab = store->number(name_kind::input, "lab");
        for (int i = 0; i < 3; ++i) {
            store->note("outside_frame", lab, std::nullopt, "noise " + std::to_string(i));
            accept(*store, box, message("message " + std::to_string(i), lab));
        }
        kept = events(*store, box).size();
        CHECK(kept == 3);
        store->close();
    }
    auto store = open(how);
    auto all = events(*store, box);
    REQUIRE(all.size() == kept);
    CHECK(event(*store, box, all.back().at)->bytes == "noise 0");
    CHECK(all.front().at.segment != all.back().at.segment);
}
