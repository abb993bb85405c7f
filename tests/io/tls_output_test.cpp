// TLS towards receivers: what is checked of them, what they check of us, and what is said about it.
#include "tests/io/messages.hpp"
#include "tests/support/authority.hpp"
#include "tests/support/running_engine.hpp"

using namespace vagus::tests;

namespace {

struct laboratory {
    temporary_folder folder;
    authority ca{folder.path()};
    port receiver;

    laboratory() {
        ca.issue("engine", "DNS:engine.test");
        ca.issue("lis", "DNS:localhost,DNS:lis.test");
    }

    std::string yaml(const std::string& tls = ", use: lab", const std::string& profile = "ca: ca.crt") {
        return "tls: { lab: { " + profile +
               " } }\n"
               "inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n"
               "routes: { all: { from: in, to: [out] } }\n"
               "outputs:\n  out:\n    mllp: { connect: 'localhost:" +
               std::to_string(receiver.number()) + "'" + (tls.empty() ? "" : ", tls: { " + tls.substr(2) + " }") +
               " }\n    retry: { first: 50ms, max: 50ms, jitter: 0% }\n";
    }
    tls_wire accept(const tls_manner& how) {
        auto peer = receiver.accept();
        REQUIRE(peer);
        return {std::move(*peer), true, how};
    }
    tls_manner as(const std::string& name) const { return {.cert = ca.path(name)}; }
};

void put(running_engine& engine, const std::string& control) {
    wire sender{engine.port_of("in")};
    sender.send(framed(adt(control)));
    REQUIRE(sender.read_frame().find("\rMSA|AA|" + control) != std::string::npos);
}

void check_down(const running_engine& engine, const std::string& words) {
    REQUIRE(engine.events.wait_for("output.down"));
    CHECK_THAT(engine.events.fact_of("output.down", "reason"), Catch::Contains(words));
    CHECK(engine.events.count("delivery.done") == 0);
}

} // namespace

TEST_CASE("messages leave over one kept TLS connection, in TLS 1.2 and 1.3", "[io][tls]") {
    laboratory at;
    const int newest = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
    running_engine engine{at.yaml(), at.folder.path()};
    put(engine, "1");
    auto how = at.as("lis");
    how.newest = newest;
    auto peer = at.accept(how);
    REQUIRE(peer.handshake());
    CHECK(peer.asked_for() == "localhost");
    for (const auto* control : {"1", "2", "3"}) {
        CHECK(peer.read_frame() == framed(adt(control)));
        peer.send(framed(answer(control)));
        if (control != std::string{"3"}) put(engine, std::to_string(std::stoi(control) + 1));
    }
    CHECK(engine.events.wait_for("delivery.done", 3));
    CHECK(engine.events.count("output.down") == 0);
}

TEST_CASE("our certificate is shown to a receiver that asks for it", "[io][tls]") {
    laboratory at;
    running_engine engine{at.yaml(", use: lab, name: lis.test", "cert: engine.crt, key: engine.key, ca: ca.crt"),
                          at.folder.path()};
    put(engine, "1");
    auto how = at.as("lis");
    how.ca = at.ca.path("ca.crt");
    auto peer = at.accept(how);
    REQUIRE(peer.handshake());
    CHECK(peer.peer_name() == "engine");
    CHECK(peer.asked_for() == "lis.test");
    CHECK(peer.read_frame() == framed(adt("1")));
    peer.send(framed(answer("1")));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("each reason to refuse a receiver has its own words", "[io][tls]") {
    laboratory at;
    std::string certificate = "lis";
    std::string tls = ", use: lab";
    std::string words;
    SECTION("expired") {
        at.ca.issue("old", "DNS:localhost", {-20, -10});
        certificate = "old", words = "the receiver's certificate 'localhost' expired on ";
    }
    SECTION("not yet valid") {
        at.ca.issue("new", "DNS:localhost", {10, 20});
        certificate = "new", words = "'localhost' is valid only from ";
    }
    SECTION("wrong name") {
        at.ca.issue("else", "DNS:else.test");
        certificate = "else", words = "'else.test' is not for 'localhost'";
    }
    SECTION("another name than the one asked for") {
        tls += ", name: ris.test";
        words = "'localhost, lis.test' is not for 'ris.test'";
    }
    SECTION("wrong address") {
        tls += ", name: 10.1.2.3";
        words = "'localhost, lis.test' is not for '10.1.2.3'";
    }
    SECTION("unknown authority") {
        tls = ", verify: full"; // those of this machine
        words = "'localhost, lis.test' was issued by 'ca', which our `ca` does not know";
    }
    running_engine engine{at.yaml(tls), at.folder.path()};
    put(engine, "1");
    auto peer = at.accept(at.as(certificate));
    CHECK_FALSE((peer.handshake() && !peer.read_frame().empty()));
    check_down(engine, words);
}

TEST_CASE("verify: ca leaves out the name only, none leaves out everything", "[io][tls]") {
    laboratory at;
    at.ca.issue("else", "DNS:else.test");
    running_engine engine{at.yaml(GENERATE(as<std::string>{}, ", use: lab, verify: ca", ", verify: none")),
                          at.folder.path()};
    put(engine, "1");
    auto peer = at.accept(at.as("else"));
    REQUIRE(peer.handshake());
    CHECK(peer.read_frame() == framed(adt("1")));
}

TEST_CASE("a receiver that wants a certificate and gets none says so, in our words", "[io][tls]") {
    laboratory at;
    const int newest = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
    running_engine engine{at.yaml(), at.folder.path()};
    put(engine, "1");
    auto how = at.as("lis");
    how.ca = at.ca.path("ca.crt");
    how.newest = newest;
    auto peer = at.accept(how);
    CHECK_FALSE(peer.handshake());
    check_down(engine, "the receiver wants a certificate from us");
}

TEST_CASE("a receiver that does not trust our authority says so, in our words", "[io][tls]") {
    laboratory at;
    temporary_folder elsewhere;
    authority stranger{elsewhere.path(), "stranger"};
    running_engine engine{at.yaml(", use: lab", "cert: engine.crt, key: engine.key, ca: ca.crt"), at.folder.path()};
    put(engine, "1");
    auto how = at.as("lis");
    how.ca = stranger.path("stranger.crt");
    auto peer = at.accept(how);
    CHECK_FALSE(peer.handshake());
    check_down(engine, "it does not know the authority that issued our certificate (TLS alert 48); ours is "
                       "'engine.test'");
}

TEST_CASE("a receiver that is too old is said to be", "[io][tls]") {
    laboratory at;
    running_engine engine{at.yaml(), at.folder.path()};
    put(engine, "1");
    auto how = at.as("lis");
    how.newest = TLS1_1_VERSION;
    auto peer = at.accept(how);
    CHECK_FALSE(peer.handshake());
    check_down(engine, "the receiver speaks");
}

TEST_CASE("a receiver without TLS is told from one with it", "[io][tls]") {
    laboratory at;
    SECTION("it answers in MLLP") {
        running_engine engine{at.yaml(), at.folder.path()};
        put(engine, "1");
        auto peer = at.receiver.accept();
        REQUIRE(peer);
        peer->send(framed(answer("1")));
        check_down(engine, "the receiver does not speak TLS at this port");
    }
    SECTION("it says nothing") {
        auto yaml = at.yaml();
        yaml.replace(yaml.find(", tls: { use: lab"), 0, ", connect_timeout: 200ms");
        running_engine engine{yaml, at.folder.path()};
        put(engine, "1");
        auto peer = at.receiver.accept();
        REQUIRE(peer);
        check_down(engine, "did not answer the TLS handshake in time");
    }
    SECTION("it expects TLS, and we do not speak it") {
        running_engine engine{at.yaml(""), at.folder.path()};
        put(engine, "1");
        auto peer = at.receiver.accept();
        REQUIRE(peer);
        (void)peer->read_frame();
        peer->send(std::string_view{"\x15\x03\x03\x00\x02\x02\x0A", 7}); // alert: unexpected message
        peer->close();
        check_down(engine, "expects TLS: give this output `tls`");
    }
}

TEST_CASE("an answer that is cut off is told from a connection that was ended", "[io][tls]") {
    laboratory at;
    running_engine engine{at.yaml(), at.folder.path()};
    put(engine, "1");
    auto peer = at.accept(at.as("lis"));
    REQUIRE(peer.handshake());
    (void)peer.read_frame();
    peer.cut();
    check_down(engine, "the receiver cut the connection without TLS close_notify");
}

TEST_CASE("a receiver that ends TLS after each message is no failure", "[io][tls]") {
    laboratory at;
    running_engine engine{at.yaml(), at.folder.path()};
    for (const auto* control : {"1", "2"}) {
        put(engine, control);
        auto peer = at.accept(at.as("lis"));
        REQUIRE(peer.handshake());
        CHECK(peer.read_frame() == framed(adt(control)));
        peer.send(framed(answer(control)));
        std::this_thread::sleep_for(50ms); // the engine has the answer before the end
        peer.say_goodbye();
        peer.cut();
    }
    CHECK(engine.events.wait_for("delivery.done", 2));
    CHECK(engine.events.count("output.down") == 0);
}
