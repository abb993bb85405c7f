// HTTP outputs over real sockets: servers that answer everything a server may answer, and some that do not answer.
#include "engine/deliver/web/gzip.hpp"
#include "tests/io/web_server.hpp"

using namespace vagus::tests;

TEST_CASE("messages leave as requests over one kept connection, in order", "[io][http]") {
    port server;
    running_engine engine{
        over_http(server, ", headers: { X-Control: '${MSH-10}' }", {}, "/in/${MSH-10}?from=${MSH-3}&x=a%20b")};
    put(engine, "1");
    put(engine, "2/../x");
    auto peer = server.accept();
    REQUIRE(peer);
    const auto first = peer->read_request();
    CHECK(first.starts_with(
        "POST /in/1?from=PAS&x=a%20b HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.number()) + "\r\n"));
    CHECK(first.find("\r\nContent-Type: application/hl7-v2\r\n") != std::string::npos);
    CHECK(first.find("\r\nX-Control: 1\r\n") != std::string::npos);
    CHECK(first.ends_with("\r\n\r\n" + adt("1")));
    CHECK(peer->silent(200ms)); // strict: the second waits for the first answer
    peer->send(http_answer(201, "made"));
    const auto second = peer->read_request();
    CHECK(second.starts_with("POST /in/2%2F..%2Fx?from=PAS&x=a%20b HTTP/1.1\r\n"));
    peer->send(http_answer(204));
    CHECK(engine.events.wait_for("delivery.done", 2));
}

TEST_CASE("a URL with an empty part fails the route", "[io][http]") {
    port server;
    running_engine engine{over_http(server, {}, {}, "/in/${PV1-19.1 else PID-18}")};
    put(engine, "1");
    CHECK(engine.events.wait_for("message.failed"));
    CHECK_FALSE(server.accept(200ms));
}

TEST_CASE("each status ends as the table says", "[io][http]") {
    struct row {
        int status;
        const char* event;
    };
    const row table[] = {{200, "delivery.done"},    {201, "delivery.done"},    {400, "delivery.dead"},
                         {401, "delivery.dead"},    {403, "delivery.dead"},    {404, "delivery.dead"},
                         {408, "delivery.retried"}, {409, "delivery.retried"}, {412, "delivery.dead"},
                         {422, "delivery.dead"},    {429, "delivery.retried"}, {500, "delivery.retried"},
                         {503, "delivery.retried"}, {301, "delivery.retried"}};
    for (const auto& each : table) {
        INFO(each.status);
        port server;
        running_engine engine{over_http(server)};
        put(engine, "1");
        auto peer = server.accept();
        REQUIRE(peer);
        (void)peer->read_request();
        peer->send(http_answer(each.status, "why", "Location: http://127.0.0.1:1/\r\n"));
        CHECK(engine.events.wait_for(each.event));
        if (std::string_view{each.event} == "delivery.done") continue;
        CHECK(engine.events.fact_of(each.event, "ack") == std::to_string(each.status));
        if (std::string_view{each.event} == "delivery.dead") continue;
        CHECK(carries(peer->read_request(), "1")); // again, on the kept connection
        peer->send(http_answer(200));
        CHECK(engine.events.wait_for("delivery.done"));
    }
}

TEST_CASE("on_status says otherwise", "[io][http]") {
    port server;
    running_engine engine{over_http(server, {}, "    on_status: { 5xx: dead_letter, 404: accept }\n")};
    put(engine, "1");
    put(engine, "2");
    auto peer = server.accept();
    REQUIRE(peer);
    (void)peer->read_request();
    peer->send(http_answer(500));
    CHECK(carries(peer->read_request(), "2"));
    peer->send(http_answer(404));
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(engine.events.comes_to("delivery.dead", 1));
}

TEST_CASE("Retry-After is waited for", "[io][http]") {
    port server;
    running_engine engine{over_http(server)};
    put(engine, "1");
    auto peer = server.accept();
    REQUIRE(peer);
    (void)peer->read_request();
    peer->send(http_answer(429, {}, "Retry-After: 2\r\n"));
    CHECK(peer->silent(700ms));
    CHECK(carries(peer->read_request(), "1"));
    peer->send(http_answer(503, {}, "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n")); // over already
    CHECK(carries(peer->read_request(), "1"));
    peer->send(http_answer(200));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("a server that hangs is given up on after answer_timeout", "[io][http]") {
    port server;
    running_engine engine{over_http(server, ", answer_timeout: 2s")};
    put(engine, "1");
    auto hung = server.accept();
    REQUIRE(hung);
    CHECK(carries(hung->read_request(), "1"));
    hung->send("HTTP/1.1 200 OK\r\nContent-Le"); // and no more
    auto again = server.accept();
    REQUIRE(again);
    CHECK(hung->closed());
    CHECK(carries(again->read_request(), "1"));
    again->send(http_answer(200));
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(engine.events.fact_of("delivery.retried", "result") == "timeout");
}

TEST_CASE("half an answer is none", "[io][http]") {
    const std::string halves[] = {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "HTTP/1.1 2"};
    for (const auto& half : halves) {
        INFO(half);
        port server;
        running_engine engine{over_http(server)};
        put(engine, "1");
        auto peer = server.accept();
        REQUIRE(peer);
        (void)peer->read_request();
        peer->send(half);
        peer->close();
        CHECK(engine.events.wait_for("output.down"));
        CHECK(engine.events.count("delivery.done") == 0);
        auto again = server.accept();
        REQUIRE(again);
        CHECK(carries(again->read_request(), "1"));
        again->send(http_answer(200));
        CHECK(engine.events.wait_for("delivery.done"));
    }
}

TEST_CASE("what is no answer, or too long, is tried again on a new connection", "[io][http]") {
    const std::string strange[] = {
        "\x0BMSH|^~\\&|A\rMSA|AA|1\r\x1C\r", http_answer(200, std::string(2000, 'x')),
        http_answer(200, "no gzip", "Content-Encoding: gzip\r\n"),
        http_answer(200, vagus::deliver::gzipped(std::string(100'000, 'x')), "Content-Encoding: gzip\r\n")};
    for (const auto& bytes : strange) {
        port server;
        running_engine engine{over_http(server, ", max_answer: 1KiB")};
        put(engine, "1");
        auto peer = server.accept();
        REQUIRE(peer);
        (void)peer->read_request();
        peer->send(bytes);
        CHECK(engine.events.wait_for("delivery.retried"));
        CHECK(engine.events.fact_of("delivery.retried", "result") == "unreadable");
        CHECK(server.accept());
    }
}

TEST_CASE("chunked and packed answers are answers", "[io][http]") {
    port server;
    running_engine engine{over_http(server)};
    for (const auto* control : {"1", "2", "3"}) put(engine, control);
    auto peer = server.accept();
    REQUIRE(peer);
    (void)peer->read_request();
    peer->send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
    (void)peer->read_request();
    peer->send(http_answer(200, vagus::deliver::gzipped("ok"), "Content-Encoding: gzip\r\n"));
    (void)peer->read_request();
    peer->send("HTTP/1.1 100 Continue\r\n\r\n" + http_answer(200));
    CHECK(engine.events.wait_for("delivery.done", 3));
}

TEST_CASE("a server that closes between requests costs no try", "[io][http]") {
    port server;
    running_engine engine{over_http(server)};
    for (const auto* control : {"1", "2", "3"}) {
        put(engine, control);
        auto peer = server.accept();
        REQUIRE(peer);
        CHECK(carries(peer->read_request(), control));
        peer->send(http_answer(200));
        CHECK(peer->taken()); // the engine has the answer before the close
        peer->close();
    }
    CHECK(engine.events.wait_for("delivery.done", 3));
    CHECK(engine.events.count("output.down") == 0);
}

TEST_CASE("a kept connection that dies with the request: PUT is sent again at once, POST is a try of its own",
          "[io][http]") {
    for (const std::string method : {"PUT", "POST"}) {
        INFO(method);
        port server;
        running_engine engine{over_http(server, ", method: " + method)};
        put(engine, "1");
        put(engine, "2");
        auto peer = server.accept();
        REQUIRE(peer);
        CHECK(peer->read_request().starts_with(method + " /messages HTTP/1.1\r\n"));
        peer->send(http_answer(200));
        CHECK(carries(peer->read_request(), "2"));
        peer->close();
        auto fresh = server.accept();
        REQUIRE(fresh);
        CHECK(carries(fresh->read_request(), "2"));
        fresh->send(http_answer(200));
        CHECK(engine.events.wait_for("delivery.done", 2));
        CHECK(engine.events.count("output.down") == (method == "POST" ? 1 : 0));
    }
}

TEST_CASE("a server that answers before it has read everything is heard", "[io][http]") {
    port server;
    running_engine engine{over_http(server)};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1") + "NTE|1||" + std::string(8'000'000, 'x') + "\r"));
    auto peer = server.accept();
    REQUIRE(peer);
    peer->send(http_answer(413, "too large", "Connection: close\r\n"));
    CHECK(peer->read_request(4 * patience).size() > 8'000'000); // read and thrown away, as servers do
    CHECK(engine.events.wait_for("delivery.dead"));
    CHECK(engine.events.fact_of("delivery.dead", "ack") == "413");
}

TEST_CASE("bodies are packed when asked for", "[io][http]") {
    port server;
    running_engine engine{over_http(server, ", gzip: true")};
    put(engine, "1");
    auto peer = server.accept();
    REQUIRE(peer);
    const auto request = peer->read_request();
    CHECK(request.find("\r\nContent-Encoding: gzip\r\n") != std::string::npos);
    CHECK(vagus::deliver::gunzipped(request.substr(request.find("\r\n\r\n") + 4), 10'000) == adt("1"));
    peer->send(http_answer(200));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("a stop lets the server's answer come and settles it", "[io][http]") {
    port server;
    temporary_folder home;
    {
        running_engine engine{over_http(server), home.path()};
        put(engine, "1");
        put(engine, "2");
        auto peer = server.accept();
        REQUIRE(peer);
        CHECK(carries(peer->read_request(), "1"));
        auto over = engine.begin_stop();
        CHECK(over.wait_for(200ms) == std::future_status::timeout);
        peer->send(http_answer(200));
        CHECK(over.wait_for(without_waiting) == std::future_status::ready);
        engine.finish();
    }
    running_engine next{over_http(server), home.path()};
    auto peer = server.accept();
    REQUIRE(peer);
    CHECK(carries(peer->read_request(), "2")); // 1 was settled, 2 was kept with its URL
}

TEST_CASE("a request of which nothing left is withdrawn before its sender hears AE", "[io][http][delivered]") {
    port server{port::door::shut};
    // The second try is far from the end of the first one's time: one that is under way would stay. And the other may
    // take as long as the disk does.
    running_engine engine{"inputs: { in: { mllp: { listen: '127.0.0.1:0' }, ack: { after: { after: delivered, "
                          "outputs: [out], within: 3s }, overrides: [ { match: MSH-10 == '2', after: { after: "
                          "delivered, outputs: [out], within: 1min } } ] } } }\n"
                          "routes: { all: { from: in, to: [out] } }\n"
                          "outputs:\n  out:\n    http: { url: 'http://127.0.0.1:" +
                          std::to_string(server.number()) +
                          "/messages' }\n    retry: { first: 30s, max: 30s, jitter: 0% }\n"};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    CHECK(sender.read_frame().find("\rMSA|AE|1") != std::string::npos);
    server.open();
    sender.send(framed(adt("2")));
    auto peer = server.accept();
    REQUIRE(peer);
    CHECK(carries(peer->read_request(), "2")); // and not 1, which was withdrawn
    peer->send(http_answer(200));
    CHECK(sender.read_frame().find("\rMSA|AA|2") != std::string::npos);
    CHECK(peer->silent(100ms));
}
