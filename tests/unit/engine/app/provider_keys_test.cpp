// The keys of a provider that answers late, or not at all.
#include "engine/app/provider_keys.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/wire.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <future>
#include <string>
#include <thread>

#include <linux/sockios.h>
#include <sys/ioctl.h>

using namespace vagus;
using namespace std::chrono_literals;

namespace {

struct provider {
    tests::port at;
    tls::profiles certificates{{}, ".", system_clock(), no_report()};
    boost::asio::io_context home;
    app::provider_keys keys{{"http://127.0.0.1:" + std::to_string(at.number()), "vagus", "groups", ""},
                            ".",
                            home,
                            certificates,
                            no_report()};
    std::thread thread{[this] {
        const auto stays = boost::asio::make_work_guard(home);
        keys.start();
        home.run();
    }};

    void ask_to_stop() {
        // From a handler: then it comes behind what has arrived, and before what that leads to.
        const auto now = [this] { keys.stop([this] { home.stop(); }); };
        boost::asio::post(home, [this, now] { boost::asio::post(home, now); });
    }
    std::chrono::steady_clock::duration takes_to_end() {
        const auto begun = std::chrono::steady_clock::now();
        thread.join();
        return std::chrono::steady_clock::now() - begun;
    }
};

// Less than the 10 s that a provider has for its answer.
constexpr auto at_once = 8s;

// All that was sent lies at the other end, to be read there.
bool arrives(const tests::wire& sent) {
    for (int i = 0; i < 3000; ++i) {
        int left = 0;
        if (::ioctl(sent.handle(), SIOCOUTQ, &left) == 0 && left == 0) return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

} // namespace

TEST_CASE("a stop does not wait for a provider that says nothing", "[app][provider_keys]") {
    provider silent;
    auto peer = silent.at.accept();
    REQUIRE(peer);
    CHECK(peer->read_request().starts_with("GET /.well-known/openid-configuration"));
    silent.ask_to_stop();
    CHECK(silent.takes_to_end() < at_once);
    CHECK(peer->closed());
}

TEST_CASE("a stop does not begin to ask for keys whose place was told just then", "[app][provider_keys]") {
    provider slow;
    auto peer = slow.at.accept();
    REQUIRE(peer);
    REQUIRE(peer->read_request().starts_with("GET "));
    const std::string place = "http://127.0.0.1:" + std::to_string(slow.at.number()) + "/keys";
    // Longer than one read: its end is there when the stop comes, and not taken yet.
    const std::string body = R"({"jwks_uri":")" + place + R"("})" + std::string(20'000, ' ');
    std::promise<void> told;
    boost::asio::post(slow.home, [&] { told.get_future().wait(); }); // so that both wait there
    slow.ask_to_stop();
    peer->send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    CHECK(arrives(*peer));
    told.set_value();
    CHECK(slow.takes_to_end() < at_once);
}
