// Each sink by itself: one that is away keeps nothing from the others, and nothing waits without bound.
#include "engine/alerts/sinks.hpp"
#include "tests/support/catch.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using namespace vagus;
using namespace vagus::alerts;

namespace {

// Takes what is sent, and lets the first sink wait.
struct receivers {
    std::mutex guard;
    std::condition_variable changed;
    std::vector<std::string> got;
    std::atomic<bool> away{true};
    std::atomic<bool> in_hand{false}; // what the first sink waits with

    sinks::sending how() {
        return [this](const address& to, const letter& what,
                      const std::function<bool()>& stopped) -> result<void, std::string> {
            const auto& url = std::get<webhook>(to).url;
            in_hand = in_hand || url == "slow";
            while (url == "slow" && away && !stopped()) std::this_thread::sleep_for(1ms);
            if (stopped()) return fail(std::string{"stopped"});
            const std::lock_guard hold{guard};
            got.push_back(url + " " + what.subject);
            changed.notify_all();
            return {};
        };
    }
    bool wait_for(std::size_t n) {
        std::unique_lock hold{guard};
        return changed.wait_for(hold, 60s, [&] { return got.size() >= n; });
    }
    bool one_in_hand() const {
        for (int i = 0; i < 60'000 && !in_hand; ++i) std::this_thread::sleep_for(1ms);
        return in_hand;
    }
};

} // namespace

TEST_CASE("a sink that does not answer keeps nothing from the others", "[alerts][sinks]") {
    receivers to;
    sinks all{{webhook{"slow"}, webhook{"quick"}}, no_report(), to.how()};
    all.put("a", {"one", "", ""});
    all.put("b", {"two", "", ""});
    REQUIRE(to.wait_for(2));
    CHECK(to.got == std::vector<std::string>{"quick one", "quick two"});
    to.away = false;
    REQUIRE(to.wait_for(4));
    CHECK(to.got[2] == "slow one");
}

TEST_CASE("past the most that wait the oldest give way", "[alerts][sinks]") {
    receivers to;
    sinks all{{webhook{"slow"}}, no_report(), to.how()};
    all.put("first", {"first", "", ""});
    REQUIRE(to.one_in_hand());
    for (std::size_t i = 0; i < most_waiting + 3; ++i) all.put("x", {std::to_string(i), "", ""});
    to.away = false;
    REQUIRE(to.wait_for(most_waiting + 1));
    CHECK(to.got[1] == "slow 3");
    CHECK(to.got.back() == "slow " + std::to_string(most_waiting + 2));
}

TEST_CASE("a stop does not wait for a sink", "[alerts][sinks]") {
    receivers to;
    const auto begun = std::chrono::steady_clock::now();
    {
        sinks all{{webhook{"slow"}}, no_report(), to.how()};
        all.put("a", {"one", "", ""});
        CHECK(to.one_in_hand());
    }
    CHECK(std::chrono::steady_clock::now() - begun < 20s);
    CHECK(to.got.empty());
}

TEST_CASE("an address where nobody is, is an error without the address", "[alerts][sinks]") {
    const auto came = send(webhook{"http://127.0.0.1:1/hook?secret=ZEBRAFISH"}, {"a", "b", "{}"}, [] { return false; });
    REQUIRE_FALSE(came);
    CHECK_FALSE(came.error().empty());
    CHECK_FALSE(came.error().contains("ZEBRAFISH"));
    const auto mailed = send(mailbox{"127.0.0.1:1", mailbox::security::plain, "a@b", "c@d", "", ""}, {"a", "b", "{}"},
                             [] { return false; });
    REQUIRE_FALSE(mailed);
    CHECK_FALSE(mailed.error().empty());
}
