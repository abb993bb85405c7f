// FHIR outputs over real sockets: a server that says what it can do, and answers Bundles in every way.
#include "tests/io/web_server.hpp"

using namespace vagus::tests;

namespace {

const std::string statement =
    R"({"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{"interaction":[{"code":"transaction"},{"code":"batch"}]}]})";
const std::string done = R"({"resourceType":"Bundle","type":"transaction-response","entry":[]})";

std::string over_fhir(port& server, const std::string& more = {}, const std::string& beside = {}) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n"
           "routes: { all: { from: in, to: [out] } }\n"
           "outputs:\n  out:\n    fhir: { base_url: 'http://127.0.0.1:" +
           std::to_string(server.number()) + "/r4/', body: raw" + more +
           " }\n"
           "    retry: { first: 50ms, max: 50ms, jitter: 0% }\n" +
           beside;
}

// Answers the question for /metadata, which comes first, on a connection of its own.
wire answer_metadata(port& server, const std::string& with = http_answer(200, statement)) {
    auto peer = server.accept();
    REQUIRE(peer);
    CHECK(peer->read_request().starts_with("GET /r4/metadata HTTP/1.1\r\n"));
    peer->send(with);
    return std::move(*peer);
}

std::string outcome(const std::string& diagnostics) {
    return R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid","diagnostics":")" +
           diagnostics + R"("}]})";
}

} // namespace

TEST_CASE("a Bundle is posted to the base after /metadata was read", "[io][fhir]") {
    port server;
    running_engine engine{over_fhir(server)};
    auto asked = answer_metadata(server);
    CHECK(engine.events.wait_for("fhir.server_fits"));
    put(engine, "1");
    auto peer = server.accept();
    REQUIRE(peer);
    const auto request = peer->read_request();
    CHECK(request.starts_with("POST /r4 HTTP/1.1\r\n"));
    CHECK(request.find("\r\nContent-Type: application/fhir+json\r\n") != std::string::npos);
    CHECK(request.find("\r\nPrefer: return=minimal\r\n") != std::string::npos);
    peer->send(http_answer(200, done));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("what the server does not offer is said, and sending goes on", "[io][fhir]") {
    port server;
    running_engine engine{over_fhir(server)};
    auto asked =
        answer_metadata(server, http_answer(200, R"({"resourceType":"CapabilityStatement","fhirVersion":"3.0.2"})"));
    CHECK(engine.events.wait_for("fhir.server_differs"));
    CHECK(engine.events.fact_of("fhir.server_differs", "reason") ==
          "it speaks FHIR 3.0.2, and what is sent is R4 (4.0); it takes neither transactions nor batches");
    put(engine, "1");
    auto peer = server.accept();
    REQUIRE(peer);
    (void)peer->read_request();
    peer->send(http_answer(200, done));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("/metadata is read again once the server is back", "[io][fhir]") {
    port server{port::door::shut};
    running_engine engine{over_fhir(server)};
    CHECK(engine.events.wait_for("fhir.metadata_unread"));
    put(engine, "1");
    CHECK(engine.events.wait_for("output.down"));
    server.open();
    auto peer = server.accept();
    REQUIRE(peer);
    CHECK(carries(peer->read_request(), "1"));
    peer->send(http_answer(200, done));
    auto asked = answer_metadata(server);
    CHECK(engine.events.wait_for("fhir.server_fits"));
}

TEST_CASE("a server without /metadata is not asked again with every message", "[io][fhir]") {
    port server;
    running_engine engine{over_fhir(server)};
    auto asked = answer_metadata(server, http_answer(404, "none here"));
    CHECK(engine.events.wait_for("fhir.metadata_unread"));
    put(engine, "1");
    put(engine, "2");
    auto peer = server.accept();
    REQUIRE(peer);
    for (int i = 0; i < 2; ++i) {
        (void)peer->read_request();
        peer->send(http_answer(200, done));
    }
    CHECK(engine.events.wait_for("delivery.done", 2));
    CHECK(asked.silent(200ms));
    CHECK_FALSE(server.accept(100ms));
}

TEST_CASE("each answer to a Bundle ends as the table says", "[io][fhir]") {
    struct row {
        int status;
        const char* event;
    };
    const row table[] = {{200, "delivery.done"},    {400, "delivery.dead"},    {401, "delivery.dead"},
                         {404, "delivery.dead"},    {408, "delivery.retried"}, {409, "delivery.retried"},
                         {410, "delivery.dead"},    {412, "delivery.dead"},    {422, "delivery.dead"},
                         {429, "delivery.retried"}, {500, "delivery.retried"}, {503, "delivery.retried"}};
    for (const auto& each : table) {
        INFO(each.status);
        port server;
        running_engine engine{over_fhir(server)};
        auto asked = answer_metadata(server);
        put(engine, "1");
        auto peer = server.accept();
        REQUIRE(peer);
        (void)peer->read_request();
        peer->send(http_answer(each.status, each.status == 200 ? done : outcome("no")));
        CHECK(engine.events.wait_for(each.event));
    }
}

TEST_CASE("412 is tried again where we sent If-Match", "[io][fhir]") {
    port server;
    running_engine engine{over_fhir(server)};
    auto asked = answer_metadata(server);
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1") + "NTE|1||\"ifMatch\"\r")); // where a Bundle's entry has it
    auto peer = server.accept();
    REQUIRE(peer);
    (void)peer->read_request();
    peer->send(http_answer(412, outcome("outrun")));
    CHECK(engine.events.wait_for("delivery.retried"));
    CHECK(carries(peer->read_request(), "1"));
}

TEST_CASE("200 with something that is no FHIR is not delivered", "[io][fhir]") {
    port server;
    running_engine engine{over_fhir(server)};
    auto asked = answer_metadata(server);
    put(engine, "1");
    auto peer = server.accept();
    REQUIRE(peer);
    (void)peer->read_request();
    peer->send(http_answer(200, "<html>please log in</html>"));
    CHECK(engine.events.wait_for("delivery.retried"));
    CHECK(engine.events.fact_of("delivery.retried", "result") == "unreadable");
    CHECK(engine.events.count("delivery.done") == 0);
}

TEST_CASE("a batch that failed in part is told, and judged by its entries", "[io][fhir]") {
    const auto entries = [](const std::string& second) {
        return R"({"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"201"}},{"response":{"status":")" +
               second + R"(","outcome":)" + outcome("no such ward") + "}}]}";
    };
    struct row {
        const char* status;
        const char* event;
        std::size_t told;
    };
    const row table[] = {
        {"201", "delivery.done", 0}, {"422 Unprocessable", "delivery.dead", 1}, {"503", "delivery.retried", 1}};
    for (const auto& each : table) {
        INFO(each.status);
        port server;
        running_engine engine{over_fhir(server)};
        auto asked = answer_metadata(server);
        put(engine, "1");
        auto peer = server.accept();
        REQUIRE(peer);
        (void)peer->read_request();
        peer->send(http_answer(200, entries(each.status)));
        CHECK(engine.events.wait_for(each.event));
        CHECK(engine.events.count("fhir.batch_partly_failed") == each.told);
    }
}

TEST_CASE("a stop does not wait for /metadata", "[io][fhir]") {
    port server;
    running_engine engine{over_fhir(server)};
    auto peer = server.accept();
    REQUIRE(peer);
    (void)peer->read_request();
    CHECK(engine.begin_stop().wait_for(without_waiting) == std::future_status::ready);
    engine.finish();
}
