// Who waits for a call, and how many: over a system that takes connections and says nothing.
#include "base/clock.hpp"
#include "config/load.hpp"
#include "engine/deliver/calls.hpp"
#include "tests/support/catch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace vagus;
using namespace vagus::deliver;
using namespace std::chrono_literals;
using routes::answer;

namespace {

namespace asio = boost::asio;

class unheard final : public reporter {
  public:
    unheard()
        : reporter{severity::error} {}

  private:
    void write(std::string_view, severity, const facts&) override {}
};

// One thread that nobody runs but the test.
struct silent_system {
    runtime::io_pool threads{1};
    asio::io_context& here = threads.at(0).context();
    asio::ip::tcp::acceptor port{here, {asio::ip::make_address("127.0.0.1"), 0}}; // the kernel connects, nobody accepts
    unheard report;
    tls::profiles certificates{{}, ".", system_clock(), report};
    std::shared_ptr<intake::call_meters> counted = std::make_shared<intake::call_meters>();
    calls asked{{threads, certificates, system_clock(), report}};

    explicit silent_system(const std::string& terms) {
        auto files = config::load_text("calls: { mpi: { url: \"http://127.0.0.1:" +
                                       std::to_string(port.local_endpoint().port()) + "/p\", " + terms + " } }");
        config::reading context{files.found};
        auto how = std::make_shared<call>();
        REQUIRE(call_fields().read(files.root.find("calls")->value.find("mpi")->value, context, *how));
        asked.use({{"mpi", how, counted}});
    }
    // All at once; what came is there once the context has run long enough.
    std::shared_ptr<std::vector<answer>> ask(std::size_t questions) {
        auto came = std::make_shared<std::vector<answer>>();
        auto one = [](calls& of, std::size_t n, auto into) -> asio::awaitable<void> {
            std::vector<routes::question> all(n);
            for (auto& each : all) each.call = "mpi";
            *into = co_await of.ask(std::move(all));
        };
        asio::co_spawn(here, one(asked, questions, came), asio::detached);
        here.poll();
        return came;
    }
};

std::size_t with(const std::vector<answer>& all, std::string_view words) {
    return static_cast<std::size_t>(
        std::ranges::count_if(all, [&](const answer& each) { return each.text.find(words) != std::string::npos; }));
}

} // namespace

TEST_CASE("a thousand messages wait for a call, and the next one hears that there is no room", "[deliver][call]") {
    silent_system mpi{"within: 3s, in_flight: 1"};
    const auto first = mpi.ask(1);
    const auto others = mpi.ask(calls_waiting);
    const auto one_more = mpi.ask(1);
    REQUIRE(one_more->size() == 1); // at once
    CHECK(one_more->front().is == answer::kind::failed);
    CHECK(with(*one_more, "1000 messages wait for it already") == 1);
    CHECK(others->empty());
    for (int i = 0; i < 600 && (others->empty() || first->empty()); ++i) mpi.here.run_for(100ms); // all have a deadline
    REQUIRE(first->size() == 1);
    CHECK(with(*first, "no answer in time") == 1);
    REQUIRE(others->size() == calls_waiting);
    // Some got the connection in the moment between two deadlines.
    CHECK(with(*others, "no connection was free in time") + with(*others, "no answer in time") == calls_waiting);
    CHECK(mpi.counted->failed.value() == calls_waiting + 2);
}

TEST_CASE("a call that is gone after a reload is said so", "[deliver][call]") {
    silent_system mpi{"within: 300ms"};
    mpi.asked.use({});
    const auto came = mpi.ask(1);
    REQUIRE(came->size() == 1);
    CHECK(with(*came, "there is no call 'mpi' any more") == 1);
}
