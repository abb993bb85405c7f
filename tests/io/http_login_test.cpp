// Who we say we are: logins of outputs over HTTP, against a server and a token server in the test's hands.
#include "tests/io/web_server.hpp"
#include "tests/support/jwt.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <fstream>
#include <memory>

using namespace vagus::tests;

namespace {

std::string oauth2(port& tokens) {
    return ", auth: { oauth2: { token_url: 'http://127.0.0.1:" + std::to_string(tokens.number()) +
           "/token', client_id: vagus, client_secret: s3cr3t, scopes: [a, b] } }";
}

std::string token(const std::string& text, int life = 3600) {
    return http_answer(200, R"({"access_token":")" + text + R"(","token_type":"Bearer","expires_in":)" +
                                std::to_string(life) + "}");
}

bool shows(const std::string& request, const std::string& authorization) {
    return request.find("\r\nAuthorization: " + authorization + "\r\n") != std::string::npos;
}

std::string private_key() {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-384"), EVP_PKEY_free};
    const std::unique_ptr<BIO, decltype(&BIO_free)> out{BIO_new(BIO_s_mem()), BIO_free};
    PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    const char* bytes = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

// Of the assertion in a token request.
std::string id_in(const std::string& request) {
    constexpr std::string_view before = "client_assertion=";
    const auto at = request.find(before);
    REQUIRE(at != std::string::npos);
    return std::string{vagus::tests::signed_token{request.substr(at + before.size())}.claims.at("jti").as_string()};
}

} // namespace

TEST_CASE("name and password, or a token, go with every request", "[io][login]") {
    for (const auto& [written_as, sent] :
         {std::pair{"{ basic: { user: Aladdin, password: open sesame } }", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="},
          std::pair{"{ bearer: abc }", "Bearer abc"}}) {
        port server;
        running_engine engine{over_http(server, std::string{", auth: "} + written_as)};
        put(engine, "1");
        auto peer = server.accept();
        REQUIRE(peer);
        CHECK(shows(peer->read_request(), sent));
        peer->send(http_answer(200));
        CHECK(engine.events.wait_for("delivery.done"));
    }
}

TEST_CASE("a token is fetched once, kept, and shared by all lanes", "[io][login]") {
    port server;
    port tokens;
    running_engine engine{over_http(server, oauth2(tokens), "    order: { per_key: PID-3.1, lanes: 8 }\n")};
    put(engine, "1", "PAT-A");
    put(engine, "2", "PAT-D"); // another lane of the eight
    auto source = tokens.accept();
    REQUIRE(source);
    const auto asked = source->read_request();
    CHECK(asked.starts_with("POST /token HTTP/1.1\r\n"));
    CHECK(shows(asked, "Basic dmFndXM6czNjcjN0"));
    CHECK(asked.ends_with("\r\n\r\ngrant_type=client_credentials&scope=a%20b"));
    CHECK_FALSE(tokens.accept(200ms)); // the other lane waits for this one
    source->send(token("first"));
    auto one = server.accept();
    auto two = server.accept();
    REQUIRE(one);
    REQUIRE(two);
    CHECK(shows(one->read_request(), "Bearer first"));
    CHECK(shows(two->read_request(), "Bearer first"));
    one->send(http_answer(200));
    two->send(http_answer(200));
    CHECK(engine.events.wait_for("delivery.done", 2));
}

TEST_CASE("a refused token is fetched anew once; refused again, the message is dead", "[io][login]") {
    port server;
    port tokens;
    running_engine engine{over_http(server, oauth2(tokens))};
    put(engine, "1");
    auto source = tokens.accept();
    REQUIRE(source);
    (void)source->read_request();
    source->send(token("first"));
    auto peer = server.accept();
    REQUIRE(peer);
    CHECK(shows(peer->read_request(), "Bearer first"));
    peer->send(http_answer(401));
    (void)source->read_request();
    source->send(token("second"));
    CHECK(shows(peer->read_request(), "Bearer second"));
    peer->send(http_answer(200));
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(engine.events.count("delivery.retried") == 0);

    put(engine, "2");
    CHECK(shows(peer->read_request(), "Bearer second"));
    peer->send(http_answer(401));
    (void)source->read_request();
    source->send(token("third"));
    CHECK(shows(peer->read_request(), "Bearer third"));
    peer->send(http_answer(401));
    CHECK(engine.events.wait_for("delivery.dead"));
}

TEST_CASE("a token that ends is fetched anew before it does", "[io][login]") {
    port server;
    port tokens;
    running_engine engine{over_http(server, oauth2(tokens))};
    put(engine, "1");
    auto source = tokens.accept();
    REQUIRE(source);
    (void)source->read_request();
    source->send(token("short", 1));
    auto peer = server.accept();
    REQUIRE(peer);
    CHECK(shows(peer->read_request(), "Bearer short"));
    peer->send(http_answer(200));
    CHECK(engine.events.wait_for("delivery.done"));
    std::this_thread::sleep_for(1100ms);
    put(engine, "2");
    (void)source->read_request();
    source->send(token("next"));
    CHECK(shows(peer->read_request(), "Bearer next"));
    peer->send(http_answer(200));
    CHECK(engine.events.wait_for("delivery.done", 2));
}

TEST_CASE("a token server that refuses us holds the queue, and says why without secrets", "[io][login]") {
    port server;
    port tokens;
    running_engine engine{over_http(server, oauth2(tokens))};
    put(engine, "1");
    auto source = tokens.accept();
    REQUIRE(source);
    (void)source->read_request();
    source->send(http_answer(401, R"({"error":"invalid_client","error_description":"not s3cr3t"})"));
    CHECK(engine.events.wait_for("output.down"));
    CHECK(engine.events.fact_of("output.down", "reason") ==
          "no token from http://127.0.0.1:" + std::to_string(tokens.number()) + ": answered 401 (invalid_client)");
    (void)source->read_request(); // tried again
    source->send(token("first"));
    auto peer = server.accept();
    REQUIRE(peer);
    (void)peer->read_request();
    peer->send(http_answer(200));
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(engine.events.count("delivery.dead") == 0);
}

TEST_CASE("a stop does not wait for a token server that hangs", "[io][login]") {
    port server;
    port tokens;
    running_engine engine{over_http(server, oauth2(tokens))};
    put(engine, "1");
    auto source = tokens.accept();
    REQUIRE(source);
    (void)source->read_request();
    CHECK(engine.begin_stop().wait_for(without_waiting) == std::future_status::ready);
    engine.finish();
}

TEST_CASE("a client that signs who it is sends no secret, and never signs the same twice", "[io][login]") {
    port server;
    port tokens;
    temporary_folder keys;
    std::ofstream{keys.path() / "key.pem"} << private_key();
    running_engine engine{
        over_http(server, ", auth: { oauth2: { token_url: 'http://127.0.0.1:" + std::to_string(tokens.number()) +
                              "/token', client_id: vagus, private_key: '${file:" + (keys.path() / "key.pem").string() +
                              "}', scopes: [a] } }")};
    put(engine, "1");
    auto source = tokens.accept();
    REQUIRE(source);
    const auto first = source->read_request();
    INFO(first); // of a key that is made here and now
    CHECK(first.find("\r\nAuthorization:") == std::string::npos);
    CHECK(first.contains("grant_type=client_credentials&scope=a&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3A"
                         "client-assertion-type%3Ajwt-bearer&client_assertion=ey"));
    source->send(token("first"));
    auto peer = server.accept();
    REQUIRE(peer);
    CHECK(shows(peer->read_request(), "Bearer first"));
    peer->send(http_answer(401));
    CHECK(id_in(source->read_request()) != id_in(first));
    source->send(token("second"));
    CHECK(shows(peer->read_request(), "Bearer second"));
    peer->send(http_answer(200));
    CHECK(engine.events.wait_for("delivery.done"));
}
