// Other systems are asked before the routes run, once, and what they answered lies with the message.
#include "routes/limits.hpp"
#include "tests/unit/engine/intake/bench.hpp"

using namespace vagus;
using namespace vagus::tests;
using routes::answer;

namespace {

// Answers what the test says, when it says so.
struct scripted_systems final : intake::other_systems {
    boost::asio::awaitable<std::vector<answer>> ask(std::vector<routes::question> what) override {
        asked.push_back(std::move(what));
        co_return std::vector<answer>(asked.back().size(), says);
    }
    std::vector<std::vector<routes::question>> asked;
    answer says{answer::kind::found, R"({"id":"7"})"};
};

routes::question of(std::uint16_t route, const std::string& need, std::uint8_t key) {
    return {.route = route, .need = 0, .name = need, .call = "mpi_lookup", .key = {key}};
}

struct asking : bench {
    asking() {
        intake.use(others);
        rules.asks = {of(0, "mpi", 1)};
    }
    scripted_systems others;
};

store::stored_message failed_before(const std::string& answers) {
    store::stored_message from;
    from.id = {1, 0, 1, 5};
    from.input_number = 3;
    from.input = "adt_in";
    from.raw = adt;
    from.answers = answers;
    from.parts = {{{1, 8}, store::delivery_state::failed, "adt_main", {}, {}}};
    return from;
}

std::string fetched_again(asking& b, const store::stored_message& from, intake::asking how) {
    std::string got;
    const auto fetch = [&]() -> boost::asio::awaitable<void> {
        got = co_await b.intake.fetch_again(from, "adt_main", std::nullopt, how);
    };
    b.tasks.spawn("test", fetch());
    b.run();
    return got;
}

} // namespace

TEST_CASE("what was answered lies with the message, in its commit", "[intake][needs]") {
    asking b;
    b.send(adt);
    REQUIRE(b.others.asked.size() == 1);
    const auto kept = routes::decode_answers(b.kept().answers);
    REQUIRE(kept);
    REQUIRE(kept->size() == 1);
    CHECK(kept->front().call == "mpi_lookup");
    CHECK(kept->front().is.text == R"({"id":"7"})");
}

TEST_CASE("a question that two routes have is asked once", "[intake][needs]") {
    asking b;
    b.rules.asks = {of(0, "mpi", 1), of(1, "other_name", 1), of(1, "more", 2)};
    b.send(adt);
    REQUIRE(b.others.asked.size() == 1);
    CHECK(b.others.asked[0].size() == 2);
}

TEST_CASE("what cannot be asked is not asked, and what needs nothing waits for nobody", "[intake][needs]") {
    asking b;
    b.rules.asks.front().wrong = "url is empty";
    b.send(adt);
    CHECK(b.others.asked.empty());
    CHECK(b.kept().answers.empty());
}

TEST_CASE("answers of a message are bounded together: the one too much is a failure", "[intake][needs]") {
    asking b;
    b.rules.asks = {of(0, "a", 1), of(0, "b", 2), of(0, "c", 3)};
    b.others.says.text = std::string(routes::limits::answers_per_message / 2, 'x');
    b.send(adt);
    const auto kept = routes::decode_answers(b.kept().answers);
    REQUIRE(kept);
    REQUIRE(kept->size() == 3);
    CHECK((*kept)[1].is.is == answer::kind::found); // at the limit
    CHECK((*kept)[2].is.is == answer::kind::failed);
}

TEST_CASE("a retry takes what was answered then, and asks for what was not", "[intake][needs]") {
    asking b;
    const auto then = routes::encode(std::vector<routes::kept_answer>{
        {"mpi_lookup", {1}, {answer::kind::found, "{}"}}, {"mpi_lookup", {2}, {answer::kind::failed, "late"}}});
    b.rules.asks = {of(0, "mpi", 1)};
    CHECK_FALSE(fetched_again(b, failed_before(then), intake::asking::missing).empty());
    CHECK(b.others.asked.empty());
    b.rules.asks = {of(0, "mpi", 1), of(0, "more", 2)};
    (void)fetched_again(b, failed_before(then), intake::asking::missing);
    REQUIRE(b.others.asked.size() == 1);
    REQUIRE(b.others.asked[0].size() == 1);
    CHECK(b.others.asked[0][0].name == "more"); // a failure is no answer
    (void)fetched_again(b, failed_before(then), intake::asking::anew);
    REQUIRE(b.others.asked.size() == 2);
    CHECK(b.others.asked[1].size() == 2);
}

TEST_CASE("what takes the place of a failed route has the answers too", "[intake][needs]") {
    asking b;
    auto from = failed_before({});
    from.answers = fetched_again(b, from, intake::asking::missing);
    b.rules.made.copies = {{0, 0, "MSH|today", {}}};
    const auto made = b.intake.again(from, from.parts.front(), {}, intake::answers_are::of_today);
    REQUIRE(made);
    CHECK(made->answers == from.answers);
}
