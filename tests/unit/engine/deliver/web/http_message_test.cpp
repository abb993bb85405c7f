// HTTP as bytes: what we write, and answers in any pieces.
#include "engine/deliver/web/gzip.hpp"
#include "engine/deliver/web/http_message.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::deliver;

namespace {

// "200 body", or the error.
std::string read(const std::vector<std::string>& pieces, bool closed = false, std::size_t most = 1000) {
    answer_reader reader{most};
    bool whole = false;
    for (const auto& piece : pieces) {
        auto more = reader.put(piece);
        if (!more) return more.error();
        whole = *more;
    }
    if (closed && !whole) {
        if (auto ended = reader.ended(); !ended) return ended.error();
        whole = true;
    }
    if (!whole) return "not whole";
    auto answer = reader.take();
    return answer ? std::to_string(answer->status) + " " + answer->body : answer.error();
}

const std::string plain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const std::string chunked =
    "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nA: b\r\n\r\n";

} // namespace

TEST_CASE("an answer may arrive in any pieces", "[deliver][http]") {
    for (const auto& [bytes, expected] : {std::pair{plain, "200 hello"}, std::pair{chunked, "201 abcde"}}) {
        for (std::size_t cut = 0; cut <= bytes.size(); ++cut)
            CHECK(read({bytes.substr(0, cut), bytes.substr(cut)}) == expected);
        std::vector<std::string> letters;
        for (const char c : bytes) letters.emplace_back(1, c);
        CHECK(read(letters) == expected);
        for (std::size_t cut = 0; cut < bytes.size(); ++cut) CHECK(read({bytes.substr(0, cut)}) == "not whole");
    }
}

TEST_CASE("half an answer is told from an answer that ends with its connection", "[deliver][http]") {
    for (const auto& bytes : {plain, chunked}) {
        for (std::size_t cut = 1; cut < bytes.size(); ++cut)
            CHECK(read({bytes.substr(0, cut)}, true) == "the answer ends in the middle");
    }
    CHECK(read({"HTTP/1.1 200 OK\r\n\r\nto the end"}, true) == "200 to the end");
    CHECK(read({"HTTP/1.1 204 No Content\r\n\r\n"}) == "204 ");
}

TEST_CASE("interim answers are passed over, not for ever", "[deliver][http]") {
    const std::string wait = "HTTP/1.1 100 Continue\r\n\r\n";
    CHECK(read({wait, wait + plain}) == "200 hello");
    CHECK(read({wait + wait + plain}) == "200 hello");
    CHECK(read(std::vector<std::string>(9, wait)) == "only interim answers (1xx) came");
}

TEST_CASE("what is no HTTP is said to be none", "[deliver][http]") {
    CHECK(read({"MSH|^~\\&|A\r"}).starts_with("what came is no HTTP answer: "));
    CHECK(read({"HTTP/1.1 abc\r\n\r\n"}).starts_with("what came is no HTTP answer: "));
    CHECK(read({"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"}).starts_with("what came is no HTTP answer: "));
}

TEST_CASE("answers have limits: head, body, and unpacked body", "[deliver][http]") {
    const auto of = [](std::size_t size) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x');
    };
    CHECK(read({of(1000)}) == "200 " + std::string(1000, 'x'));
    CHECK(read({of(1001)}) == "the answer is longer than max_answer");
    CHECK(read({"HTTP/1.1 200 OK\r\n\r\n", std::string(1001, 'x')}) == "the answer is longer than max_answer");
    CHECK(read({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x')}) ==
          "the answer is longer than max_answer");
    CHECK(read({"HTTP/1.1 200 OK\r\nA: " + std::string(70'000, 'x')}) ==
          "the head of the answer is longer than 64 KiB");
    const auto packed = [](const std::string& body) {
        const auto bytes = gzipped(body);
        return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + std::to_string(bytes.size()) +
               "\r\n\r\n" + bytes;
    };
    CHECK(read({packed("hello")}) == "200 hello");
    CHECK(read({packed(std::string(1001, 'x'))}) ==
          "the answer cannot be unpacked: unpacked it is longer than max_answer");
    CHECK(read({"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx"}) ==
          "the answer cannot be unpacked: its gzip is broken or cut off");
}

TEST_CASE("a connection is kept when both sides want it and nothing is left over", "[deliver][http]") {
    const auto kept = [](const std::string& bytes) {
        answer_reader reader{100};
        REQUIRE(reader.put(bytes).value());
        return reader.take().value().keep_alive;
    };
    CHECK(kept("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    CHECK_FALSE(kept("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    CHECK_FALSE(kept("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"));
    CHECK_FALSE(kept("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n")); // said unasked
}

TEST_CASE("a request is written so that no value begins a line of its own", "[deliver][http]") {
    http_request request{"POST", "/a?b=c", {{"X-Id", "1\r\nHost: evil"}}, "body"};
    CHECK(head_of(request, "h:8") ==
          "POST /a?b=c HTTP/1.1\r\nHost: h:8\r\nUser-Agent: vagus\r\nAccept-Encoding: gzip\r\n"
          "Content-Length: 4\r\nX-Id: 1  Host: evil\r\n\r\n");
    CHECK(head_of({"GET", "/", {}, {}}, "h").find("Content-Length") == std::string::npos);
    CHECK(head_of({"POST", "/", {}, {}}, "h").find("Content-Length: 0\r\n") != std::string::npos);
}

TEST_CASE("only what may be repeated is repeatable", "[deliver][http]") {
    for (const auto* method : {"GET", "PUT", "DELETE"}) CHECK(repeatable(method));
    for (const auto* method : {"POST", "PATCH"}) CHECK_FALSE(repeatable(method));
}

TEST_CASE("fields are found whatever the case of their letters", "[deliver][http]") {
    CHECK(value_of(http_fields{{"retry-after", "3"}}, "Retry-After") == "3");
    CHECK(value_of(http_fields{{"a", "1"}}, "b").empty());
}
