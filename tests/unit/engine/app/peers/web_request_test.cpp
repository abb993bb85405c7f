// HTTP from a server's side.
#include "engine/app/peers/web_request.hpp"
#include "engine/deliver/web/gzip.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::peers;

namespace {
const std::string plain = "POST /fhir HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
}

TEST_CASE("requests may arrive in any pieces, and close behind each other", "[peers][http]") {
    for (std::size_t cut = 0; cut <= plain.size(); ++cut) {
        request_reader reader{100};
        CHECK(reader.put(plain.substr(0, cut)).value() == (cut == plain.size()));
        CHECK(reader.put(plain.substr(cut)).value());
        CHECK(reader.take().value().body == "hello");
    }
    request_reader reader{100};
    REQUIRE(reader.put(plain + "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").value());
    const auto first = reader.take().value();
    CHECK(first.method == "POST");
    CHECK(first.target == "/fhir");
    CHECK(first.keep_alive);
    REQUIRE(reader.put("").value());
    const auto second = reader.take().value();
    CHECK(second.target == "/a");
    CHECK_FALSE(second.keep_alive);
}

TEST_CASE("chunked and packed bodies are read, within their limit", "[peers][http]") {
    request_reader reader{100};
    REQUIRE(reader.put("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n").value());
    CHECK(reader.take().value().body == "ab");
    const auto packed = vagus::deliver::gzipped("unpacked");
    REQUIRE(reader
                .put("POST / HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\nContent-Length: " +
                     std::to_string(packed.size()) + "\r\n\r\n" + packed)
                .value());
    CHECK(reader.take().value().body == "unpacked");
    CHECK_FALSE(reader.put("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x')));
}

TEST_CASE("who waits for a word gets one", "[peers][http]") {
    request_reader reader{100};
    CHECK_FALSE(reader.wants_word());
    CHECK_FALSE(reader.put("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n").value());
    CHECK(reader.wants_word());
    CHECK_FALSE(reader.wants_word());
    CHECK(reader.put("ok").value());
}

TEST_CASE("an answer is written with its length", "[peers][http]") {
    CHECK(to_bytes({404, "{}", "A: b\r\n"}, false) ==
          "HTTP/1.1 404 Not Found\r\nContent-Type: application/fhir+json;charset=utf-8\r\nContent-Length: 2\r\nA: b\r\n"
          "Connection: close\r\n\r\n{}");
}
