// TLS on MLLP inputs: who is let in, who is not, and what is said about it.
#include "tests/io/messages.hpp"
#include "tests/support/authority.hpp"
#include "tests/support/running_engine.hpp"

using namespace vagus::tests;

namespace {

struct hospital {
    temporary_folder folder;
    authority ca{folder.path()};
    temporary_folder elsewhere;
    authority stranger{elsewhere.path(), "stranger"};

    hospital() {
        ca.issue("engine", "DNS:engine.test,IP:127.0.0.1");
        ca.issue("pas", "DNS:pas.test");
    }

    static std::string yaml(const std::string& tls = ", client_auth: required", const std::string& profile = {}) {
        return "tls: { hospital: { cert: engine.crt, key: engine.key, ca: ca.crt" + profile +
               " } }\n"
               "inputs: { in: { mllp: { listen: '127.0.0.1:0', tls: { use: hospital" +
               tls + " } } } }\n";
    }
    tls_manner as(const std::string& name) const { return {.cert = ca.path(name), .ca = ca.path("ca.crt")}; }
};

tls_wire call(const running_engine& engine, const tls_manner& how) {
    return {wire{engine.port_of("in")}, false, how};
}

// What the engine says when a sender comes like this.
void check_refused(const hospital& at, const std::string& yaml, const tls_manner& how, const std::string& check,
                   const std::string& words) {
    running_engine engine{yaml, at.folder.path()};
    auto sender = call(engine, how);
    // With TLS 1.3 a sender learns only afterwards that its certificate was refused.
    if (sender.handshake()) CHECK(sender.read_frame().empty());
    REQUIRE(engine.events.wait_for("tls.failed"));
    CHECK(engine.events.fact_of("tls.failed", "check") == check);
    CHECK_THAT(engine.events.fact_of("tls.failed", "reason"), Catch::Contains(words));
    CHECK(engine.events.count("session.begun") == 0);
}

} // namespace

TEST_CASE("messages are received and answered over TLS 1.2 and 1.3", "[io][tls]") {
    hospital at;
    running_engine engine{at.yaml(), at.folder.path()};
    for (const int newest : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto how = at.as("pas");
        how.newest = newest;
        auto sender = call(engine, how);
        REQUIRE(sender.handshake());
        CHECK(sender.version() == (newest == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2"));
        for (const auto* control : {"1", "2"}) {
            sender.send(framed(adt(control + sender.version())));
            CHECK(sender.read_frame().find("\rMSA|AA|" + (control + sender.version())) != std::string::npos);
        }
    }
}

TEST_CASE("a message of many records comes whole, and so does its answer", "[io][tls]") {
    hospital at;
    running_engine engine{at.yaml(), at.folder.path()};
    auto sender = call(engine, at.as("pas"));
    REQUIRE(sender.handshake());
    const std::string control(100'000, 'x'); // MSA-2 repeats it
    sender.send(framed(adt(control)));
    CHECK(sender.read_frame().find("\rMSA|AA|" + control + "\r") != std::string::npos);
}

TEST_CASE("each reason to refuse a sender has its own words", "[io][tls]") {
    hospital at;
    SECTION("expired") {
        at.ca.issue("old", "DNS:old.test", {-20, -10});
        check_refused(at, at.yaml(), at.as("old"), "expired", "the sender's certificate 'old.test' expired on ");
    }
    SECTION("not yet valid") {
        at.ca.issue("new", "DNS:new.test", {10, 20});
        check_refused(at, at.yaml(), at.as("new"), "not_yet_valid", "'new.test' is valid only from ");
    }
    SECTION("unknown authority") {
        at.stranger.issue("pas", "DNS:pas.test");
        const tls_manner how{.cert = at.stranger.path("pas"), .ca = at.ca.path("ca.crt")};
        check_refused(at, at.yaml(), how, "unknown_ca", "'pas.test' was issued by 'stranger'");
    }
    SECTION("no certificate") {
        const tls_manner how{.ca = at.ca.path("ca.crt")};
        check_refused(at, at.yaml(), how, "no_certificate", "the sender showed no certificate");
    }
    SECTION("a name that is not in the list") {
        const auto yaml = at.yaml(", client_auth: required, allow_names: [lis.test, '*.lab.test']");
        check_refused(at, yaml, at.as("pas"), "name_not_allowed", "'pas.test' carries no name of allow_names");
    }
    SECTION("a version that is too old") {
        auto how = at.as("pas");
        how.newest = TLS1_1_VERSION;
        check_refused(at, at.yaml(), how, "protocol_too_old", "older than min_version");
    }
    SECTION("1.2 where 1.3 is asked for") {
        auto how = at.as("pas");
        how.newest = TLS1_2_VERSION;
        check_refused(at, at.yaml("", ", min_version: 1.3"), how, "protocol_too_old", "older than min_version");
    }
    SECTION("a sender that does not trust us") {
        const tls_manner how{.cert = at.ca.path("pas"), .ca = at.stranger.path("stranger.crt")};
        check_refused(at, at.yaml(), how, "refused", "it does not know the authority that issued our certificate");
    }
}

TEST_CASE("a name of the list is let in, also by a wildcard", "[io][tls]") {
    hospital at;
    at.ca.issue("scanner", "DNS:scanner.lab.test");
    running_engine engine{at.yaml(", client_auth: required, allow_names: [pas.test, '*.lab.test']"), at.folder.path()};
    for (const auto* name : {"pas", "scanner"}) {
        auto sender = call(engine, at.as(name));
        REQUIRE(sender.handshake());
        sender.send(framed(adt(name)));
        CHECK_FALSE(sender.read_frame().empty());
    }
}

TEST_CASE("plain MLLP on a TLS port, and TLS on a plain port, are told apart in words", "[io][tls]") {
    hospital at;
    SECTION("plain on TLS") {
        running_engine engine{at.yaml(), at.folder.path()};
        wire sender{engine.port_of("in")};
        sender.send(framed(adt("1")));
        CHECK(sender.closed());
        CHECK(engine.events.fact_of("tls.failed", "check") == "plaintext");
        CHECK(engine.events.fact_of("tls.failed", "reason") ==
              "the sender speaks MLLP without TLS: switch TLS on there");
    }
    SECTION("TLS on plain") {
        running_engine engine{"inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n", at.folder.path()};
        auto sender = call(engine, at.as("pas"));
        CHECK_FALSE(sender.handshake());
        REQUIRE(engine.events.wait_for("tls.failed"));
        CHECK(engine.events.fact_of("tls.failed", "check") == "tls_on_plain_port");
        CHECK(engine.events.count("frame.stray") == 0);
    }
}

TEST_CASE("a sender that connects and says nothing is closed after handshake_timeout", "[io][tls][limits]") {
    hospital at;
    running_engine engine{at.yaml(", handshake_timeout: 200ms"), at.folder.path()};
    wire silent{engine.port_of("in")};
    CHECK(silent.closed());
    CHECK(engine.events.fact_of("tls.failed", "check") == "timeout");
}

TEST_CASE("one that begins and goes no further does not hold its place either", "[io][tls][limits]") {
    hospital at;
    running_engine engine{at.yaml(", handshake_timeout: 200ms"), at.folder.path()};
    wire halting{engine.port_of("in")};
    halting.send("\x16\x03\x01");
    CHECK(halting.closed());
    CHECK(engine.events.fact_of("tls.failed", "check") == "timeout");
}

TEST_CASE("past max_handshakes a sender is closed at once, and a place that is free is given again",
          "[io][tls][limits]") {
    hospital at;
    running_engine engine{at.yaml(", max_handshakes: 2, handshake_timeout: 2s"), at.folder.path()};
    wire one{engine.port_of("in")};
    wire two{engine.port_of("in")};
    wire three{engine.port_of("in")};
    CHECK(three.closed());
    CHECK(engine.events.count("tls.failed") == 0); // the others have their time still
    CHECK(engine.events.fact_of("connection.refused", "setting") == "tls.max_handshakes");
    CHECK(one.closed());
    CHECK(two.closed());
    auto later = call(engine, at.as("pas"));
    CHECK(later.handshake());
}

TEST_CASE("a connection that is cut inside a message is told from one that was ended", "[io][tls]") {
    hospital at;
    running_engine engine{at.yaml(), at.folder.path()};
    auto sender = call(engine, at.as("pas"));
    REQUIRE(sender.handshake());
    sender.send("\x0BMSH|^~\\&|half");
    std::this_thread::sleep_for(100ms); // the engine is inside the frame
    SECTION("cut") {
        sender.cut();
        REQUIRE(engine.events.wait_for("session.broken"));
        CHECK_THAT(engine.events.fact_of("session.broken", "reason"), Catch::Contains("without TLS close_notify"));
    }
    SECTION("ended") {
        sender.say_goodbye();
        REQUIRE(engine.events.wait_for("session.broken"));
        CHECK_THAT(engine.events.fact_of("session.broken", "reason"), Catch::Contains("closed by the sender"));
    }
}

TEST_CASE("a stop tells senders that the engine is through, and waits for no handshake", "[io][tls]") {
    hospital at;
    running_engine engine{at.yaml(", client_auth: required, handshake_timeout: 1min"), at.folder.path()};
    auto sender = call(engine, at.as("pas"));
    REQUIRE(sender.handshake());
    sender.send(framed(adt("1")));
    CHECK_FALSE(sender.read_frame().empty());
    wire silent{engine.port_of("in")};
    CHECK(engine.begin_stop().wait_for(without_waiting) == std::future_status::ready);
    CHECK(sender.ended_cleanly());
    engine.finish();
}

TEST_CASE("a renewed certificate serves new senders while open sessions go on", "[io][tls]") {
    hospital at;
    running_engine engine{at.yaml(), at.folder.path()};
    auto open = call(engine, at.as("pas"));
    REQUIRE(open.handshake());
    CHECK(open.peer_name() == "engine");

    at.ca.issue("renewed", "DNS:engine.test");
    std::filesystem::rename(at.folder.path() / "renewed.crt", at.folder.path() / "engine.crt");
    std::filesystem::rename(at.folder.path() / "renewed.key", at.folder.path() / "engine.key");
    engine.renew_certificates();
    REQUIRE(engine.events.wait_for("certificate.renewed"));
    auto fresh = call(engine, at.as("pas"));
    REQUIRE(fresh.handshake());
    CHECK(fresh.peer_name() == "renewed");
    open.send(framed(adt("1")));
    CHECK(open.read_frame().find("\rMSA|AA|1") != std::string::npos);
}

TEST_CASE("a renewed certificate that cannot be used leaves the old one in place", "[io][tls]") {
    hospital at;
    running_engine engine{at.yaml(), at.folder.path()};
    at.ca.issue("other", "DNS:engine.test");
    std::filesystem::rename(at.folder.path() / "other.crt", at.folder.path() / "engine.crt"); // without its key
    engine.renew_certificates();
    REQUIRE(engine.events.wait_for("certificate.unusable"));
    CHECK(engine.events.fact_of("certificate.unusable", "profile") == "hospital");
    CHECK(engine.events.fact_of("certificate.unusable", "field") == "key");
    auto sender = call(engine, at.as("pas"));
    REQUIRE(sender.handshake());
    CHECK(sender.peer_name() == "engine");
}
