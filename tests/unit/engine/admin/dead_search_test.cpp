// Dead letters are found by cause over pages, and what is said of them is bounded.
#include "engine/admin/cause.hpp"
#include "engine/admin/dead_acts.hpp"
#include "engine/admin/dead_search.hpp"
#include "engine/admin/grouping.hpp"
#include "engine/admin/place.hpp"
#include "engine/admin/preview.hpp"
#include "engine/admin/protocol.hpp"
#include "engine/runtime/task_group.hpp"
#include "tests/support/fake_store.hpp"
#include "tests/unit/engine/admin/ask.hpp"
#include "tests/unit/engine/intake/bench.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>

using namespace vagus;
using namespace vagus::admin;
using namespace vagus::store::test;
namespace asio = boost::asio;

namespace {

// A store with dead letters of output 5, whose answers take turns, and what a walk over them finds.
struct graveyard {
    graveyard() {
        for (int i = 0; i < 6; ++i) {
            REQUIRE(accept(*store, box, message(std::to_string(i), 1, {5})));
            auto what = delivered(pending(*store, box, 5).back().at);
            what.state = store::delivery_state::dead;
            what.result = store::outcome::rejected;
            what.answer = i % 2 == 0 ? "HTTP 422\n" : "HTTP 500\n";
            REQUIRE(settle(*store, box, std::move(what)));
        }
    }
    asio::awaitable<void> walk(dead_selection what, std::size_t most) {
        const std::function<void(const store::dead_letter&, std::string_view)> take =
            [this](const store::dead_letter& dead, std::string_view cause) {
                rows.push_back(dead.at.row);
                causes.emplace_back(cause);
            };
        auto done = co_await walk_dead(*store, box, what, most, take);
        REQUIRE(done);
        end = std::move(*done);
    }
    void find(const dead_selection& what, std::size_t most = 1000) {
        rows.clear();
        end.reset();
        runtime::task_group tasks{context, no_report()};
        tasks.spawn("test", walk(what, most));
        context.restart();
        context.poll();
        REQUIRE(box.run_until([&] {
            context.restart();
            context.poll();
            return end.has_value();
        }));
    }

    temporary_folder folder;
    test_mailbox box;
    std::unique_ptr<store::store> store = open(in(folder));
    asio::io_context context{1};
    std::vector<std::int64_t> rows;
    std::vector<std::string> causes;
    std::optional<dead_walk> end;
};

} // namespace

TEST_CASE("dead letters of one cause are found, and a walk goes on where it stopped", "[admin]") {
    graveyard yard;
    dead_selection what;
    what.cause = "HTTP 422";
    yard.find(what);
    CHECK(yard.rows == std::vector<std::int64_t>{1, 3, 5});
    CHECK_FALSE(yard.end->next);
    CHECK(yard.end->end == store::delivery_ref{1, 6});

    yard.find(what, 2);
    CHECK(yard.rows == std::vector<std::int64_t>{1, 3});
    REQUIRE(yard.end->next);
    what.query.after = *yard.end->next;
    yard.find(what, 2);
    CHECK(yard.rows == std::vector<std::int64_t>{5});

    store::dead_letter like;
    like.state = store::delivery_state::dead; // of an output that the catalog has no name for
    what = {};
    what.group = group_of(like, "HTTP 500");
    yard.find(what);
    CHECK(yard.rows == std::vector<std::int64_t>{2, 4, 6});
}

TEST_CASE("groups are counted up to a limit, and what is beyond it is counted together", "[admin]") {
    grouping counted;
    store::dead_letter dead;
    dead.state = store::delivery_state::dead;
    for (std::size_t i = 0; i < groups + 2; ++i) {
        dead.when = static_cast<wall_us>(100 + i);
        counted.add(dead, std::to_string(i));
    }
    dead.when = 7;
    counted.add(dead, "0");
    const auto told = counted.told();
    const auto& listed = told.at("groups").as_array();
    CHECK(listed.size() == groups);
    CHECK(told.at("others").as_int64() == 2);
    CHECK(listed[0].at("cause").as_string() == "0");
    CHECK(listed[0].at("count").as_int64() == 2);
    CHECK(listed[0].at("first_us").as_int64() == 7);
    CHECK(listed[0].at("last_us").as_int64() == 100);
}

TEST_CASE("why some cannot be sent is told up to a limit of reasons", "[admin]") {
    preview seen;
    for (std::size_t i = 0; i < reasons + 5; ++i) seen.not_ready("reason " + std::to_string(i));
    seen.not_ready("reason 0");
    tests::fake_store none;
    tests::queue_mailbox box;
    asio::io_context context{1};
    runtime::task_group tasks{context, no_report()};
    boost::json::object told;
    const auto ask = [](preview& what, store::store& where, store::mailbox& to,
                        boost::json::object& into) -> asio::awaitable<void> { into = co_await what.told(where, to); };
    tasks.spawn("test", ask(seen, none, box, told));
    context.poll();
    CHECK(told.at("ready").as_int64() == 0);
    const auto& listed = told.at("not").as_array();
    CHECK(listed.size() == reasons + 1); // and one for all others
    std::int64_t sum = 0;
    for (const auto& row : listed) sum += row.at("n").to_number<std::int64_t>();
    CHECK(sum == static_cast<std::int64_t>(reasons) + 6);
}

TEST_CASE("what one command may mean is foreseen up to a limit, and more of it is said", "[admin]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    tests::scripted_rules rules;
    const std::shared_ptr<const routes::program> program{std::shared_ptr<void>{}, &rules}; // not owned
    const intake::intake planner{*store, std::make_shared<intake::in_force>(program), system_clock(), no_report()};
    std::map<std::string, verb> verbs;
    add_dead_acts(verbs, {*store, planner, box, no_report()});
    asio::io_context context{1};
    const auto bury = [&](std::size_t n) {
        auto made = message("one");
        made.state = store::message_state::failed;
        made.deliveries.assign(n, {7, store::delivery_state::failed, {}, {}, "no patient"});
        REQUIRE(accept(*store, box, std::move(made)));
    };
    const auto foreseen = [&] { return asked(verbs.at("dead.count"), {{"do", "dead.count"}}, context, box); };
    bury(acts_foreseen);
    CHECK(foreseen().at("ready").to_number<std::size_t>() == acts_foreseen);
    CHECK_FALSE(foreseen().at("more").as_bool());
    bury(1);
    const auto told = foreseen();
    CHECK(told.at("ready").to_number<std::size_t>() == acts_foreseen);
    CHECK(told.at("more").as_bool());
    CHECK(told.at("through").as_string() == admin::to_text(store::delivery_ref{1, acts_foreseen}));
}
