#include "engine/app/peers/messages_in.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using vagus::peers::messages_in;
using vagus::peers::with_carriage_returns;
using texts = std::vector<std::string>;

TEST_CASE("a file may end its lines with LF, CRLF or CR, and the bytes stay as they stand", "[app]") {
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        const std::string one = "MSH|^~\\&|A" + end + "PID|1" + end;
        CHECK(messages_in(one) == texts{one});
        CHECK(messages_in(one + one) == texts{one, one});
    }
}

TEST_CASE("a message begins where a line begins with MSH", "[app]") {
    CHECK(messages_in("MSH|1\nNTE|MSH|x\n\nMSH|2") == texts{"MSH|1\nNTE|MSH|x\n\n", "MSH|2"});
    CHECK(messages_in("\xEF\xBB\xBFMSH|1\n") == texts{"\xEF\xBB\xBFMSH|1\n"});
    CHECK(messages_in("\n \nMSH|1\nMSH|2\n") == texts{"\n \nMSH|1\n", "MSH|2\n"});
    CHECK(messages_in("a note before\nMSH|1\n") == texts{"MSH|1\n"});
}

TEST_CASE("batch lines around messages are left out", "[app]") {
    CHECK(messages_in("FHS|x\nBHS|x\nMSH|1\nPID|1\nMSH|2\nBTS|2\nFTS|1\n") == texts{"MSH|1\nPID|1\n", "MSH|2\n"});
}

TEST_CASE("a dump with MLLP framing gives its frames", "[app]") {
    CHECK(messages_in("\x0bMSH|1\rPID|1\r\x1c\r\x0bMSH|2\r\x1c\r") == texts{"MSH|1\rPID|1\r", "MSH|2\r"});
    CHECK(messages_in("noise\n\x0bMSH|1\r\x1c\r\n") == texts{"MSH|1\r"});
}

TEST_CASE("a dump that was cut off gives what there is of its last message", "[app]") {
    CHECK(messages_in("\x0bMSH|1\r\x1c\r\x0bMSH|2\rPI") == texts{"MSH|1\r", "MSH|2\rPI"});
    CHECK(messages_in("\x0bMSH|1\r\x1c") == texts{"MSH|1\r"});
}

TEST_CASE("a text without a message comes back whole, a blank one gives none", "[app]") {
    CHECK(messages_in("hello\nworld") == texts{"hello\nworld"});
    CHECK(messages_in("").empty());
    CHECK(messages_in(" \r\n\n").empty());
}

TEST_CASE("segment ends become one CR each, with one at the end and no blank lines", "[app]") {
    CHECK(with_carriage_returns("MSH|1\nPID|1\n") == "MSH|1\rPID|1\r");
    CHECK(with_carriage_returns("MSH|1\r\nPID|1") == "MSH|1\rPID|1\r");
    CHECK(with_carriage_returns("MSH|1\n\n\r\nPID|1\r\r") == "MSH|1\rPID|1\r");
    CHECK(with_carriage_returns("\xEF\xBB\xBF\nMSH|1\nPID|1") == "MSH|1\rPID|1\r");
    CHECK(with_carriage_returns("\n").empty());
}
