// Tokens and what is said with them.
#include "engine/deliver/web/login.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::deliver;
using namespace std::chrono_literals;

TEST_CASE("name and password go as RFC 7617 says", "[deliver][login]") {
    CHECK(basic_authorization("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    CHECK(basic_authorization("", "") == "Basic Og==");
}

TEST_CASE("a token request asks for scopes, and holds the secret only where that belongs", "[deliver][login]") {
    oauth2_client client;
    client.client_id = "vagus";
    client.client_secret = "s&c ret";
    client.scopes = {"system/Patient.cus", "system/Observation.cus"};
    CHECK(token_request(client) ==
          "grant_type=client_credentials&scope=system%2FPatient.cus%20system%2FObservation.cus");
    client.secret_in = oauth2_client::place::body;
    client.scopes.clear();
    CHECK(token_request(client) == "grant_type=client_credentials&client_id=vagus&client_secret=s%26c%20ret");
}

TEST_CASE("a token is used until shortly before it ends", "[deliver][login]") {
    CHECK(usable_for(3600s) == 3570s);
    CHECK(usable_for(60s) == 54s);
    CHECK(usable_for(1s) == 1s);
    const auto life = [](const std::string& expires) {
        return read_token(200, R"({"access_token":"x","token_type":"Bearer")" + expires + "}").value().usable;
    };
    CHECK(life(R"(,"expires_in":3600)") == 3570s);
    CHECK(life("") == 270s); // five minutes when the server does not say
    CHECK(life(R"(,"expires_in":"soon")") == 270s);
    CHECK(life(R"(,"expires_in":-5)") == 270s);
    CHECK(life(R"(,"expires_in":99999999999)") == usable_for(24h)); // never for ever
}

TEST_CASE("what a token server says instead of a token is told by its code only", "[deliver][login]") {
    CHECK(read_token(200, R"({"access_token":"abc","expires_in":60})").value().text == "abc");
    CHECK(read_token(401, R"({"error":"invalid_client","error_description":"secret s3cr3t is wrong"})").error() ==
          "answered 401 (invalid_client)");
    CHECK(read_token(400, R"({"error":"Your password hunter2 is wrong"})").error() == "answered 400");
    CHECK(read_token(500, "<html>").error() == "answered 500");
    CHECK(read_token(200, "<html>").error() == "answered without an access_token");
    CHECK(read_token(200, R"({"token":"x"})").error() == "answered without an access_token");
    CHECK(read_token(200, R"({"access_token":")" + std::string(33'000, 'x') + R"("})").error() ==
          "answered with a token longer than 32 KiB");
}
