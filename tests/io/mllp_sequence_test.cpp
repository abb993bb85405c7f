// The sequence number protocol between real sockets, also over a restart.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

const std::string counting = "inputs: { in: { mllp: { listen: '127.0.0.1:0' }, ack: { sequence: true } } }\n";

std::string numbered(int number, const std::string& control) {
    return "MSH|^~\\&|LIS|HOSP|VAGUS|VAGUS|20260301||ORU^R01^ORU_R01|" + control + "|P|2.5.1|" +
           std::to_string(number) + "\rPID|1||0012345\r";
}

// MSA-1 and MSA-4.
std::string told(wire& sender, int number, const std::string& control) {
    sender.send(framed(numbered(number, control)));
    const auto frame = sender.read_frame();
    const auto at = frame.find("\rMSA|");
    REQUIRE(at != std::string::npos);
    const auto msa = frame.substr(at + 1, frame.find('\r', at + 1) - at - 1);
    return msa.substr(4, 2) + " " + msa.substr(msa.rfind('|') + 1);
}

} // namespace

TEST_CASE("numbers are followed over connections and restarts, and a gap is told with the one that is missing",
          "[io][sequence]") {
    temporary_folder home;
    {
        running_engine engine{counting, home.path()};
        wire sender{engine.port_of("in")};
        CHECK(told(sender, 0, "begin") == "AA -1"); // nothing was ever accepted
        CHECK(told(sender, 41, "a") == "AA 41");
        CHECK(told(sender, 42, "b") == "AA 42");
        CHECK(told(sender, 42, "b") == "AA 42"); // its acknowledgement was lost, and the same bytes come again
        CHECK(told(sender, 44, "d") == "AE 43");
        CHECK(told(sender, 42, "other") == "AE 43");
        wire other{engine.port_of("in")};
        CHECK(told(other, 43, "c") == "AA 43");
        CHECK(engine.events.comes_to("message.refused", 2));
        engine.stop();
    }
    running_engine engine{counting, home.path()};
    wire sender{engine.port_of("in")};
    CHECK(told(sender, 0, "again") == "AA 44");
    CHECK(told(sender, 44, "d") == "AA 44"); // refused before; in turn now
    CHECK(told(sender, -1, "new numbers") == "AA -1");
    CHECK(told(sender, 7, "e") == "AA 7");
}
