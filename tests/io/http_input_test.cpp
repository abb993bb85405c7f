// HTTP inputs: who may send, what is answered, and what malformed requests do no harm to.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/support/wire.hpp"

#include <thread>
#include <vector>

using namespace vagus::tests;

namespace {

constexpr std::uint64_t plenty = std::uint64_t{1} << 40U;

std::string input_with(const std::string& more = {}, const std::string& beside = {}) {
    return "inputs: { in: { http: { listen: '127.0.0.1:0', path: /hl7" + more + " }" + beside + " } }\n";
}

std::string post(const std::string& body, const std::string& fields = {},
                 const std::string& type = "application/hl7-v2", const std::string& path = "/hl7") {
    return "POST " + path + " HTTP/1.1\r\nHost: vagus\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body;
}

// One answer, head and body. The wire knows how to read a message with a length, whichever side it is of.
std::string answer_of(wire& client) {
    return client.read_request();
}

bool is(const std::string& answer, int status) {
    return answer.starts_with("HTTP/1.1 " + std::to_string(status) + " ");
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string in_utf16(std::string_view ascii) {
    std::string text;
    for (const char c : ascii) text.append({'\0', c});
    return text;
}

std::string one(running_engine& engine, const std::string& request) {
    wire client{engine.port_of("in")};
    client.send(request);
    return answer_of(client);
}

} // namespace

TEST_CASE("a message that is posted is answered with its acknowledgement, and the connection stays", "[io][http_in]") {
    running_engine engine{input_with()};
    wire client{engine.port_of("in")};
    for (const std::string control : {"one", "two"}) {
        client.send(post(adt(control), {}, "application/hl7-v2; charset=UTF-8"));
        const auto answer = answer_of(client);
        CHECK(is(answer, 200));
        CHECK(has(answer, "Content-Type: application/hl7-v2; charset=UTF-8\r\n"));
        CHECK(has(answer, "\rMSA|AA|" + control));
    }
    CHECK(engine.events.comes_to("session.begun", 1));
    CHECK(engine.events.comes_to("message.unmatched", 2));
}

TEST_CASE("a request may arrive in any pieces, in chunks, and right behind another", "[io][http_in]") {
    running_engine engine{input_with()};
    wire client{engine.port_of("in")};
    client.send_at_once();
    const auto request = post(adt("slow"));
    for (std::size_t at = 0; at < request.size(); at += 7) client.send(request.substr(at, 7));
    CHECK(has(answer_of(client), "\rMSA|AA|slow"));

    const auto body = adt("chunked");
    client.send("POST /hl7?from=lab HTTP/1.1\r\nHost: x\r\ncontent-type: APPLICATION/HL7-V2\r\n"
                "Transfer-Encoding: chunked\r\n\r\n5\r\n" +
                body.substr(0, 5) + "\r\n");
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", body.size() - 5);
    client.send(size + body.substr(5) + "\r\n0\r\n\r\n");
    CHECK(has(answer_of(client), "\rMSA|AA|chunked"));

    client.send(post(adt("first")) + post(adt("second")));
    CHECK(has(answer_of(client), "\rMSA|AA|first"));
    CHECK(has(answer_of(client), "\rMSA|AA|second"));
}

TEST_CASE("a resend gets the same answer, and is no new message", "[io][http_in]") {
    running_engine engine{input_with()};
    CHECK(has(one(engine, post(adt("again"))), "\rMSA|AA|again"));
    CHECK(has(one(engine, post(adt("again"))), "\rMSA|AA|again"));
    CHECK(engine.events.comes_to("message.repeated", 1));
    CHECK(engine.events.comes_to("message.unmatched", 1));
}

TEST_CASE("a negative answer has a status of its own, unless the letter of the specification is wanted",
          "[io][http_in]") {
    running_engine engine{input_with()};
    const auto refused = one(engine, post("no message"));
    CHECK(is(refused, 400));
    CHECK(has(refused, "\rMSA|AR|"));
    running_engine literal{input_with(", status: always_ok")};
    const auto answer = one(literal, post("no message"));
    CHECK(is(answer, 200));
    CHECK(has(answer, "\rMSA|AR|"));
    const std::string rejecting = "routes: { no: { from: in, steps: [{ reject: nothing for us }], to: [out] } }\n"
                                  "outputs: { out: { file: { folder: ., name: x } } }\n";
    running_engine judging{input_with({}, ", ack: { after: processed }") + rejecting};
    const auto judged = one(judging, post(adt("1")));
    CHECK(is(judged, 500));
    CHECK(has(judged, "\rMSA|AE|1"));
}

TEST_CASE("a negative answer in UTF-16 went out with the status of a positive one", "[io][http_in]") {
    running_engine engine{input_with(", charset: { force: UTF-16 }", ", ack: { after: processed }") +
                          "routes: { no: { from: in, steps: [{ reject: nothing for us }], to: [out] } }\n"
                          "outputs: { out: { file: { folder: ., name: x } } }\n"};
    const auto answer = one(engine, post(in_utf16(adt("1"))));
    CHECK(has(answer, in_utf16("\rMSA|AE|1")));
    CHECK(is(answer, 500));
}

TEST_CASE("where no answer is due there is none: 204", "[io][http_in]") {
    running_engine engine{input_with({}, ", ack: { mode: none }")};
    wire client{engine.port_of("in")};
    client.send(post(adt("silent")));
    // It has no length, and nothing behind its head.
    REQUIRE(engine.events.wait_for("message.unmatched"));
    CHECK(is(client.read_request(), 204));
}

TEST_CASE("who may not send, and what is not sent as it should be, is told before the body comes", "[io][http_in]") {
    running_engine engine{input_with(", auth: { basic: { user: lab, password: 'open sesame' } }")};
    const std::string who = "Authorization: basic bGFiOm9wZW4gc2VzYW1l\r\n";
    const auto asked = one(engine, post(adt("a")));
    CHECK(is(asked, 401));
    CHECK(has(asked, "WWW-Authenticate: Basic realm=\"vagus\""));
    CHECK(is(one(engine, post(adt("a"), "Authorization: Basic bGFiOm9wZW4gc2VzYW1m\r\n")), 401));
    CHECK(is(one(engine, post(adt("a"), "Authorization: Bearer bGFiOm9wZW4gc2VzYW1l\r\n")), 401));
    CHECK(is(one(engine, post(adt("a"), who, "application/hl7-v2", "/other")), 404));
    CHECK(is(one(engine, post(adt("a"), who, "text/plain")), 415));
    CHECK(is(one(engine, post(adt("a"), who + "Content-Encoding: gzip\r\n")), 415));
    CHECK(is(one(engine, post(adt("a"), who, "application/hl7-v2; charset=ISO-8859-2")), 415));
    CHECK(is(one(engine, "GET /hl7 HTTP/1.1\r\nHost: x\r\n" + who + "\r\n"), 405));
    CHECK(is(one(engine, post(adt("a"), who + "Expect: miracles\r\n")), 417));
    CHECK(engine.events.comes_to("request.refused", 9));
    CHECK(engine.events.count("message.unmatched") + engine.events.count("message.refused") == 0);
    CHECK(is(one(engine, post(adt("a"), who)), 200));
    running_engine token{input_with(", auth: { bearer: secret }")};
    CHECK(is(one(token, post(adt("a"), "Authorization: Bearer secret\r\n")), 200));
    CHECK(is(one(token, post(adt("a"), "Authorization: Bearer secre\r\n")), 401));
}

TEST_CASE("a client that waits for a word gets it, or hears why not", "[io][http_in]") {
    running_engine engine{input_with(", max_message: 1KiB")};
    wire client{engine.port_of("in")};
    const auto body = adt("waits");
    const auto request = post(body, "Expect: 100-continue\r\n");
    client.send(request.substr(0, request.size() - body.size()));
    CHECK(has(client.read_request(), "HTTP/1.1 100 Continue\r\n\r\n"));
    client.send(body);
    CHECK(has(answer_of(client), "\rMSA|AA|waits"));
    wire longer{engine.port_of("in")};
    const auto announced = post(std::string(1025, 'x'), "Expect: 100-continue\r\n");
    longer.send(announced.substr(0, announced.size() - 1025));
    CHECK(is(answer_of(longer), 413));
}

TEST_CASE("the longest message and the longest head are taken, and one byte more is not", "[io][http_in]") {
    running_engine engine{input_with(", max_message: 1KiB")};
    auto message = adt("long");
    message.insert(message.size() - 1, std::string(1024 - message.size(), '1'));
    CHECK(is(one(engine, post(message)), 200));
    message.insert(message.size() - 1, "1");
    CHECK(is(one(engine, post(message)), 413));
    const auto with_head = [](const std::string& control, std::size_t size) {
        const auto head = post(adt(control)).size() - adt(control).size() + sizeof "X-Pad: \r\n" - 1;
        return post(adt(control), "X-Pad: " + std::string(size - head, 'p') + "\r\n");
    };
    CHECK(is(one(engine, with_head("1", 16 * 1024)), 200));
    CHECK(is(one(engine, with_head("2", 16 * 1024 + 1)), 431));
}

TEST_CASE("a body whose end can be read in two ways was taken: a second request could hide in it", "[io][http_in]") {
    running_engine engine{input_with()};
    const auto with = [](const std::string& fields, const std::string& version = "1.1") {
        return "POST /hl7 HTTP/" + version + "\r\nHost: x\r\nContent-Type: application/hl7-v2\r\n" + fields +
               "\r\n0\r\n\r\n";
    };
    for (const auto& bytes : {with("Transfer-Encoding: gzip\r\n"), with("Transfer-Encoding: gzip, chunked\r\n"),
                              with("Transfer-Encoding: identity\r\n"), with("Transfer-Encoding: chunked, chunked\r\n"),
                              with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
                              with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
                              with("Transfer-Encoding: identity\r\nContent-Length: 5\r\n"),
                              with("Transfer-Encoding:\r\n"), with("Transfer-Encoding: chunked\r\n", "1.0")}) {
        INFO(bytes);
        const auto answer = one(engine, bytes);
        CHECK(is(answer, 400));
        CHECK(has(answer, "Connection: close\r\n"));
    }
    CHECK(is(one(engine, with("")), 411));
    CHECK(engine.events.count("message.unmatched") + engine.events.count("message.refused") == 0);
    CHECK(is(one(engine, with("Transfer-Encoding: Chunked\r\n")), 400)); // an empty message: refused, and kept
    CHECK(engine.events.comes_to("message.refused", 1));
}

TEST_CASE("the head of a chunk, and what follows the last, had no limit", "[io][http_in]") {
    running_engine engine{input_with()};
    const auto chunked = [](const std::string& body, const std::string& extension, const std::string& trailer) {
        char size[20];
        std::snprintf(size, sizeof size, "%zx", body.size());
        return "POST /hl7 HTTP/1.1\r\nHost: x\r\nContent-Type: application/hl7-v2\r\nTransfer-Encoding: "
               "chunked\r\n\r\n" +
               (size + extension) + "\r\n" + body + "\r\n0\r\n" + trailer;
    };
    const std::string extension = ";a=" + std::string(1000, 'x');
    CHECK(is(one(engine, chunked(adt("1"), extension, "X-A: b\r\n\r\n")), 200));
    // Without their ends: it is known to be too long before.
    constexpr std::size_t most = 16 * 1024;
    const auto body = adt("2");
    const auto endless = chunked("", ";a=", "").substr(0, chunked("", ";a=", "").find(";a=") + 3);
    const auto head = endless.size() - (endless.find("\r\n\r\n") + 4);
    wire longest{engine.port_of("in")};
    longest.send(endless + std::string(most - head, 'x'));
    CHECK(longest.read_request(300ms).empty());
    longest.send("x");
    CHECK(is(answer_of(longest), 431));
    const std::string name = "X-A: ";
    CHECK(is(one(engine, chunked(body, "", name + std::string(most, 'x'))), 431));
    CHECK(engine.events.comes_to("message.unmatched", 1));
}

TEST_CASE("what is no HTTP is answered with 400 and does no harm", "[io][http_in]") {
    running_engine engine{input_with()};
    for (const auto& bytes :
         {std::string{"\x0BMSH|^~\\&|A\r\x1C\r\r\n\r\n"}, std::string{"POST /hl7 HTTP/9.9\r\n\r\n"},
          std::string{"POST /hl7 HTTP/1.1\r\nContent-Length: -1\r\n\r\n"},
          std::string{"POST /hl7 HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"},
          std::string{"POST /hl7 HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
          std::string{"POST /hl7 HTTP/1.1\r\nX : y\r\n\r\n"}}) {
        INFO(bytes);
        CHECK(is(one(engine, bytes), 400));
    }
    CHECK(is(one(engine, post(adt("after"))), 200));
    wire half{engine.port_of("in")};
    half.send(post(adt("half")).substr(0, 120));
    half.close();
    CHECK(engine.events.wait_for("session.broken"));
    wire tls{engine.port_of("in")};
    tls.send(std::string{"\x16\x03\x01\x02\x00\x01\x00", 7});
    CHECK(engine.events.wait_for("tls.failed"));
}

TEST_CASE("a request that trickles in is cut off, an idle connection is closed", "[io][http_in]") {
    running_engine engine{input_with(", request_timeout: 200ms, idle_timeout: 1s")};
    wire client{engine.port_of("in")};
    client.send("POST /hl7 HTTP/1.1\r\n");
    for (int i = 0; i < 4; ++i) {
        std::this_thread::sleep_for(70ms);
        if (!client.try_send("X-A: b\r\n")) break;
    }
    CHECK(is(answer_of(client), 408));
    wire idle{engine.port_of("in")};
    CHECK(idle.closed());
}

TEST_CASE("below the store's floor a client hears 503 and when to come again", "[io][http_in][full]") {
    small_disk disk{plenty};
    running_engine engine{input_with(), {}, disk};
    CHECK(is(one(engine, post(adt("before"))), 200));
    disk.leave(1000);
    REQUIRE(engine.events.wait_for("store.below_floor"));
    const auto answer = one(engine, post(adt("full")));
    CHECK(is(answer, 503));
    CHECK(has(answer, "Retry-After: 10\r\n"));
    disk.leave(plenty);
    REQUIRE(engine.events.wait_for("store.has_room"));
    CHECK(is(one(engine, post(adt("full"))), 200));

    running_engine naking{input_with({}, ", on_full: nak"), {}, disk};
    disk.leave(1000);
    REQUIRE(naking.events.wait_for("store.below_floor"));
    const auto nak = one(naking, post(adt("full")));
    CHECK(is(nak, 503));
    CHECK(has(nak, "\rMSA|AR|full"));
    CHECK(has(nak, "Retry-After: 10\r\n"));
}

TEST_CASE("an engine that stops answers the request in hand and says that the connection ends", "[io][http_in]") {
    running_engine engine{input_with()};
    wire idle{engine.port_of("in")};
    wire busy{engine.port_of("in")};
    const auto request = post(adt("last"));
    busy.send(request.substr(0, 150));
    REQUIRE(engine.events.wait_for("session.begun", 2));
    REQUIRE(busy.taken()); // what there is of the request is read before the stop
    std::this_thread::sleep_for(100ms);
    auto over = engine.begin_stop();
    CHECK(idle.closed());
    busy.send(request.substr(150));
    const auto answer = answer_of(busy);
    CHECK(has(answer, "\rMSA|AA|last"));
    CHECK(has(answer, "Connection: close\r\n"));
    CHECK(over.wait_for(without_waiting) == std::future_status::ready);
    engine.finish();
}

TEST_CASE("connections that have sent nothing used up site.in_flight", "[io][http_in]") {
    running_engine engine{"site: { in_flight: 2MiB }\n" + input_with(", max_message: 1MiB")};
    std::vector<wire> idle;
    for (int i = 0; i < 129; ++i) idle.emplace_back(engine.port_of("in"));
    REQUIRE(engine.events.wait_for("session.begun", idle.size()));
    CHECK(is(one(engine, post(adt("1"))), 200));
    for (const auto& each : idle) each.send(post(adt("2")));
    for (auto& each : idle) CHECK(is(answer_of(each), 200));
    CHECK(is(one(engine, post(adt("3"))), 200)); // and now they have
    auto over = engine.begin_stop();
    CHECK(over.wait_for(without_waiting) == std::future_status::ready);
    over.wait();
    engine.finish();
}

TEST_CASE("what an http input may not say is a finding", "[io][http_in]") {
    CHECK(codes_found(input_with(", auth: {}"), ".") == std::vector<std::string>{"VG1331"});
    CHECK(codes_found("inputs: { in: { http: { listen: ':1', path: hl7 } } }\n", ".") ==
          std::vector<std::string>{"VG1332"});
}
