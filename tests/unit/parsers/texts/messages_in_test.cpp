#include "parsers/texts/messages_in.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using vagus::texts::messages_in;
using vagus::texts::with_carriage_returns;
using texts = std::vector<std::string>;

namespace {

texts found(std::string_view text) {
    return messages_in(text).messages;
}

// Everything of a text, in its order.
std::string joined(std::string_view text) {
    const auto in = messages_in(text);
    REQUIRE(in.around.size() == in.messages.size() + 1);
    auto all = in.around.front();
    for (std::size_t i = 0; i < in.messages.size(); ++i) all += in.messages[i] + in.around[i + 1];
    return all;
}

} // namespace

TEST_CASE("a file may end its lines with LF, CRLF or CR, and the bytes stay as they stand", "[app]") {
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        const std::string one = "MSH|^~\\&|A" + end + "PID|1" + end;
        CHECK(found(one) == texts{one});
        CHECK(found(one + one) == texts{one, one});
    }
}

TEST_CASE("a message begins where a line begins with MSH", "[app]") {
    CHECK(found("MSH|1\nNTE|MSH|x\n\nMSH|2") == texts{"MSH|1\nNTE|MSH|x\n\n", "MSH|2"});
    CHECK(found("\xEF\xBB\xBFMSH|1\n") == texts{"\xEF\xBB\xBFMSH|1\n"});
    CHECK(found("\n \nMSH|1\nMSH|2\n") == texts{"\n \nMSH|1\n", "MSH|2\n"});
    CHECK(found("a note before\nMSH|1\n") == texts{"MSH|1\n"});
}

TEST_CASE("batch lines around messages are left out", "[app]") {
    CHECK(found("FHS|x\nBHS|x\nMSH|1\nPID|1\nMSH|2\nBTS|2\nFTS|1\n") == texts{"MSH|1\nPID|1\n", "MSH|2\n"});
}

TEST_CASE("a text without framing comes back byte for byte with what is around its messages", "[app]") {
    for (const auto* text : {"MSH|1\n", "\xEF\xBB\xBF\n FHS|x\r\nBHS|x\rMSH|1\nPID|1\n\n  MSH|2\nBTS|2\nFTS|1\n\n",
                             "# one\nMSH|1\n# two\n\n#three\n\xEF\xBB\xBFMSH|2\n# end", "hello\nworld", " \n", ""})
        CHECK(joined(text) == text);
}

TEST_CASE("comments between messages and behind the last belong to none, those inside of one do", "[app]") {
    CHECK(found("# a\nMSH|1\nEVN|1\n\n# b\n#c\nMSH|2\n#d\n") == texts{"MSH|1\nEVN|1\n\n", "MSH|2\n"});
    CHECK(found("MSH|1\n# b\nEVN|1\nBTS|1\n") == texts{"MSH|1\n# b\nEVN|1\n"});
}

TEST_CASE("a message that is indented, or behind a byte order mark of its own, begins a new one", "[app]") {
    CHECK(found("MSH|1\n   MSH|2\n") == texts{"MSH|1\n   ", "MSH|2\n"});
    CHECK(found("MSH|1\n\xEF\xBB\xBFMSH|2\n") == texts{"MSH|1\n", "\xEF\xBB\xBFMSH|2\n"});
}

TEST_CASE("a batch whose count is wrong is told beside its messages", "[app]") {
    CHECK_FALSE(messages_in("BHS|^~\\&\rMSH|1\rBTS|1\r").wrong);
    const auto in = messages_in("BHS|^~\\&\rMSH|1\rBTS|2\r");
    CHECK(in.messages.size() == 1);
    REQUIRE(in.wrong);
    CHECK(in.wrong->offset == 15);
    CHECK(messages_in("\x0b"
                      "BHS|^~\\&\rMSH|1\rBTS|2\r\x1c\r")
              .wrong);
}

TEST_CASE("a VT inside a text was taken for framing, and what stood before it was lost", "[app]") {
    const std::string text = "MSH|1\nOBX|1|TX|||line\x0bline\nMSH|2\n";
    CHECK(found(text) == texts{"MSH|1\nOBX|1|TX|||line\x0bline\n", "MSH|2\n"});
}

TEST_CASE("FS and other control characters left behind a message do no harm", "[app]") {
    CHECK(found("MSH|1\rPID|1\r\x1c\r") == texts{"MSH|1\rPID|1\r\x1c\r"});
    CHECK(found("MSH|1\r\x1c\rMSH|2\r\x1a") == texts{"MSH|1\r\x1c\r", "MSH|2\r\x1a"});
}

TEST_CASE("a batch in a frame gives its messages", "[app]") {
    CHECK(found("\x0b"
                "BHS|^~\\&\rMSH|1\rMSH|2\rBTS|2\r\x1c\r\x0bMSH|3\r\x1c\r") == texts{"MSH|1\r", "MSH|2\r", "MSH|3\r"});
}

TEST_CASE("a dump with MLLP framing gives its frames", "[app]") {
    CHECK(found("\x0bMSH|1\rPID|1\r\x1c\r\x0bMSH|2\r\x1c\r") == texts{"MSH|1\rPID|1\r", "MSH|2\r"});
    CHECK(found("noise\n\x0bMSH|1\r\x1c\r\n") == texts{"MSH|1\r"});
}

TEST_CASE("a dump that was cut off gives what there is of its last message", "[app]") {
    CHECK(found("\x0bMSH|1\r\x1c\r\x0bMSH|2\rPI") == texts{"MSH|1\r", "MSH|2\rPI"});
    CHECK(found("\x0bMSH|1\r\x1c") == texts{"MSH|1\r"});
}

TEST_CASE("what is wrong with the framing of a dump is told beside its messages: half a message looked whole",
          "[app]") {
    using vagus::texts::framing;
    const auto frames = [](std::string_view text) { return messages_in(text).frames; };
    CHECK(frames("\r\n\x0bMSH|1\r\x1c\r\r\n\x0bMSH|2\r\x1c\r\n\x1a") == framing::whole);
    CHECK(frames("\x0bMSH|1\r\x1c") == framing::whole);
    CHECK(frames("MSH|1\rPI") == framing::whole); // not framed: nothing says where it should end
    CHECK(frames("\x0bMSH|1\r\x1c\r\x0bMSH|2\rPI") == framing::cut_off);
    CHECK(frames("\x0bMSH|1\r\x1c\r\x0b") == framing::cut_off);
    CHECK(frames("noise\n\x0bMSH|1\r\x1c\r\n") == framing::stray);
    CHECK(frames("\x0bMSH|1\r\x1c\rMSH|2\r") == framing::stray);
    CHECK(frames("\x0bMSH|1\rPI\x0bMSH|2\r\x1c\r") == framing::stray); // the sender began again
}

TEST_CASE("a text without a message comes back whole, a blank one gives none", "[app]") {
    CHECK(found("hello\nworld") == texts{"hello\nworld"});
    CHECK(found("").empty());
    CHECK(found(" \r\n\n").empty());
}

TEST_CASE("segment ends become one CR each, with one at the end and no blank lines", "[app]") {
    CHECK(with_carriage_returns("MSH|1\nPID|1\n") == "MSH|1\rPID|1\r");
    CHECK(with_carriage_returns("MSH|1\r\nPID|1") == "MSH|1\rPID|1\r");
    CHECK(with_carriage_returns("MSH|1\n\n\r\nPID|1\r\r") == "MSH|1\rPID|1\r");
    CHECK(with_carriage_returns("\xEF\xBB\xBF\nMSH|1\nPID|1") == "MSH|1\rPID|1\r");
    CHECK(with_carriage_returns("\n").empty());
}
