// client and receiver speak with each other over loopback.
#include "engine/app/peers/client.hpp"
#include "engine/app/peers/receiver.hpp"
#include "tests/support/catch.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace vagus::peers;
using vagus::hl7::ack_code;
namespace asio = boost::asio;

namespace {

const std::string message = "MSH|^~\\&|A|B|C|D|20260301||ADT^A01|77|P|2.5\rPID|1\r";

// A receiver on a thread of its own.
class running {
  public:
    explicit running(receiver_settings how)
        : receiver_{context_, with_loopback(std::move(how)), [this](const received& one) { seen.push_back(one); }} {
        port = receiver_.start().value();
        thread_ = std::jthread{[this] { context_.run(); }};
    }
    ~running() { stop(); }
    running(const running&) = delete;
    running& operator=(const running&) = delete;

    void stop() {
        asio::post(context_, [this] { receiver_.stop(); });
        join();
    }
    void join() {
        if (thread_.joinable()) thread_.join();
    }

    std::uint16_t port = 0;
    std::vector<received> seen; // read after stop() or join()

  private:
    static receiver_settings with_loopback(receiver_settings how) {
        how.host = "127.0.0.1";
        return how;
    }
    asio::io_context context_{1};
    receiver receiver_;
    std::jthread thread_;
};

ack_code answer_to(const std::string& bytes, client& from) {
    auto bytes_back = from.exchange(bytes, 5s);
    REQUIRE(bytes_back);
    auto answer = vagus::hl7::read_answer(*bytes_back);
    REQUIRE(answer);
    return answer->code;
}

} // namespace

TEST_CASE("a message sent is a message received, and its answer comes back", "[app]") {
    running peer{{}};
    client sender;
    REQUIRE(sender.connect("127.0.0.1", peer.port, 5s));
    CHECK(answer_to(message, sender) == ack_code::AA);
    CHECK(answer_to(message, sender) == ack_code::AA);
    peer.stop();
    REQUIRE(peer.seen.size() == 2);
    CHECK(peer.seen[0].bytes == message);
    CHECK(peer.seen[0].type == "ADT^A01");
    CHECK(peer.seen[0].control_id == "77");
}

TEST_CASE("a receiver refuses what it was told to refuse, and takes the rest", "[app]") {
    receiver_settings how;
    how.refuse = [](const vagus::hl7::document& one) { return one.field("MSH", 10) == "78"; };
    how.refuse_with = ack_code::AR;
    running peer{how};
    client sender;
    REQUIRE(sender.connect("127.0.0.1", peer.port, 5s));
    std::string refused = message;
    refused.replace(refused.find("77"), 2, "78");
    CHECK(answer_to(message, sender) == ack_code::AA);
    CHECK(answer_to(refused, sender) == ack_code::AR);
}

TEST_CASE("what is no message is answered with AR", "[app]") {
    running peer{{}};
    client sender;
    REQUIRE(sender.connect("127.0.0.1", peer.port, 5s));
    CHECK(answer_to("garbage", sender) == ack_code::AR);
    peer.stop();
    REQUIRE(peer.seen.size() == 1);
    CHECK_FALSE(peer.seen[0].problem.empty());
}

TEST_CASE("a missing answer is a time-out that closes the connection, so that a late one meets nobody", "[app]") {
    receiver_settings how;
    how.delay = 300ms;
    running peer{how};
    client sender;
    REQUIRE(sender.connect("127.0.0.1", peer.port, 5s));
    auto answer = sender.exchange(message, 50ms);
    REQUIRE_FALSE(answer);
    CHECK(answer.error() == "no answer within 0.05 s");
    CHECK_FALSE(sender.connected());
}

TEST_CASE("a receiver that never answers still receives", "[app]") {
    receiver_settings how;
    how.ack.reset();
    how.count = 1;
    running peer{how};
    client sender;
    REQUIRE(sender.connect("127.0.0.1", peer.port, 5s));
    CHECK_FALSE(sender.exchange(message, 100ms));
    peer.join(); // it has it
    CHECK(peer.seen.size() == 1);
}

TEST_CASE("an acknowledgement is not acknowledged", "[app]") {
    running peer{{}};
    client sender;
    REQUIRE(sender.connect("127.0.0.1", peer.port, 5s));
    CHECK_FALSE(sender.exchange("MSH|^~\\&|A|B|C|D|20260301||ACK|78|P|2.5\rMSA|AA|1\r", 100ms));
}

TEST_CASE("after so many messages a receiver stops, its last answer sent", "[app]") {
    receiver_settings how;
    how.count = 2;
    running peer{how};
    client sender;
    REQUIRE(sender.connect("127.0.0.1", peer.port, 5s));
    CHECK(answer_to(message, sender) == ack_code::AA);
    CHECK(answer_to(message, sender) == ack_code::AA);
    peer.join();
    CHECK(peer.seen.size() == 2);
    CHECK_FALSE(sender.connect("127.0.0.1", peer.port, 1s));
}

TEST_CASE("one connection more than allowed is turned away, the others are served", "[app]") {
    receiver_settings how;
    how.connections = 2;
    running peer{how};
    client first;
    client second;
    client third;
    for (client* one : {&first, &second}) {
        REQUIRE(one->connect("127.0.0.1", peer.port, 5s));
        CHECK(answer_to(message, *one) == ack_code::AA);
    }
    if (third.connect("127.0.0.1", peer.port, 5s)) CHECK_FALSE(third.exchange(message, 5s));
    CHECK(answer_to(message, first) == ack_code::AA);
    second.close();
    for (int tries = 0; tries < 100; ++tries) { // the receiver needs a moment to see the end
        if (third.connect("127.0.0.1", peer.port, 5s) && third.exchange(message, 5s)) return;
        std::this_thread::sleep_for(10ms);
    }
    FAIL("the free place was never given away");
}

TEST_CASE("nobody there is said in words", "[app]") {
    std::uint16_t port = 0;
    {
        running gone{{}};
        port = gone.port;
    }
    client sender;
    auto connected = sender.connect("127.0.0.1", port, 5s);
    REQUIRE_FALSE(connected);
    CHECK(connected.error().find("cannot connect to 127.0.0.1:" + std::to_string(port)) == 0);
}
