// What paths mean in a message.
#include "parsers/path/read.hpp"

#include "parsers/hl7/message.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

namespace path = vagus::path;
namespace hl7 = vagus::hl7;
using strings = std::vector<std::string>;

namespace {

hl7::message sample() {
    return hl7::message::parse("MSH|^~\\&|LAB|HOSP|||2026||ORU^R01|7|P|2.5\r"
                               "PID|1||111^^^CITY^NI~222^^^HOSP&1.2&ISO^MR~333^^^HOSP^MR||O\\T\\K^Ann|\"\"|F||\r"
                               "OBX|1|NM|718-7^Hb^LN||13.2|g/dL\r"
                               "OBX|2|ST|NOTE||a~b~c\r"
                               "OBX|3|NM|789-8^Ery^LN||\r")
        .value();
}

struct reader {
    hl7::message message = sample();
    path::budget cost{1000};

    path::scope at() { return {message.read(), cost}; }
    std::string read(const char* text) { return path::read(path::parse(text).value(), at()).take(); }
    strings all(const char* text, path::reach far = path::reach::as_written) {
        return path::read_all(path::parse(text).value(), at(), far);
    }
    bool exists(const char* text) { return path::exists(path::parse(text).value(), at()); }
    std::string raw(const char* text) { return std::string{path::raw(path::parse(text).value(), at())}; }
};

} // namespace

TEST_CASE("a path reads the first match, decoded", "[path][read]") {
    reader in;
    CHECK(in.read("PID-3.1") == "111");
    CHECK(in.read("PID-3") == "111^^^CITY^NI");
    CHECK(in.read("PID-3[2].1") == "222");
    CHECK(in.read("PID-3[last].1") == "333");
    CHECK(in.read("PID-3[.5 == 'MR'].1") == "222");
    CHECK(in.read("PID-3[.5 == 'MR' and .1 != '222'].1") == "333");
    CHECK(in.read("PID-5.1") == "O&K");
    CHECK(in.read("OBX-5") == "13.2");
    CHECK(in.read("OBX[2]-5[last]") == "c");
    CHECK(in.read("OBX[last]-3.2") == "Ery");
    CHECK(in.read("OBX[-3.1 == '789-8']-3.2") == "Ery");
    CHECK(in.read("OBX[-3.1 == '718-7']-5") == "13.2");
}

TEST_CASE("a component path reads its first subcomponent", "[path][read]") {
    reader in;
    CHECK(in.read("PID-3[2].4") == "HOSP");
    CHECK(in.read("PID-3[2].4.1") == "HOSP");
    CHECK(in.read("PID-3[2].4.2") == "1.2");
    CHECK(in.raw("PID-3[2].4") == "HOSP&1.2&ISO");
}

TEST_CASE("what is not there reads as nothing", "[path][read]") {
    reader in;
    for (const char* text : {"ZZZ-1", "PID-40", "PID-3[9].1", "PID-3.9", "PID-5.1.3", "OBX[9]-5", "OBX[-3.1 == 'x']-5",
                             "PID-3[.5 == 'X'].1"}) {
        INFO(text);
        CHECK(in.read(text).empty());
        CHECK_FALSE(in.exists(text));
    }
    CHECK_FALSE(in.exists("PID-8")); // there, and empty
    CHECK_FALSE(in.exists("OBX[3]-5"));
    CHECK_FALSE(in.exists("ZZZ"));
    CHECK(in.exists("OBX[3]"));
    CHECK(in.exists("PID-6")); // HL7's "" is something
    CHECK(path::is_null(path::parse("PID-6").value(), in.at()));
    CHECK_FALSE(path::is_null(path::parse("PID-7").value(), in.at()));
}

TEST_CASE("[*] names every one, and every match is the same without it", "[path][read]") {
    reader in;
    CHECK(in.all("PID-3[*].1") == strings{"111", "222", "333"});
    CHECK(in.all("OBX[*]-5") == strings{"13.2", "a", ""});
    CHECK(in.all("OBX[*]-5[*]") == strings{"13.2", "a", "b", "c", ""});
    CHECK(in.all("PID-3.1") == strings{"111"});
    CHECK(in.all("PID-3.1", path::reach::every_match) == strings{"111", "222", "333"});
    CHECK(in.all("PID-3[.5 == 'MR'].1", path::reach::every_match) == strings{"222", "333"});
    CHECK(in.all("PID-3[.5 == 'MR'].1") == strings{"222"});
    CHECK(in.exists("OBX[*]-6"));
}

TEST_CASE("MSH-1 and MSH-2 are the delimiters themselves", "[path][read]") {
    reader in;
    CHECK(in.read("MSH-1") == "|");
    CHECK(in.read("MSH-2") == "^~\\&");
    CHECK(in.read("MSH-9.2") == "R01");
}

TEST_CASE("a whole field keeps its repetitions when it is copied raw", "[path][read]") {
    reader in;
    CHECK(in.raw("OBX[2]-5") == "a~b~c");
    CHECK(in.raw("OBX[2]-5[1]") == "a");
    CHECK(in.raw("PID-5") == "O\\T\\K^Ann");
    CHECK(in.raw("OBX[2]") == "OBX|2|ST|NOTE||a~b~c");
}

TEST_CASE("nothing to unescape is read without a copy", "[path][read]") {
    reader in;
    auto value = path::read(path::parse("PID-3.1").value(), in.at());
    auto bytes = in.message.bytes();
    CHECK(value.view().data() >= bytes.data());
    CHECK(value.view().data() < bytes.data() + bytes.size());
}

TEST_CASE("a spent budget finds nothing more and says so", "[path][read]") {
    reader in;
    in.cost = path::budget{2 + 2}; // segments up to the PID, two repetitions
    CHECK(in.all("PID-3[*].1") == strings{"111", "222"});
    CHECK(in.cost.spent());
    CHECK(in.read("PID-3.1").empty());

    path::budget exact{8};
    CHECK(exact.spend(8));
    CHECK_FALSE(exact.spent());
    CHECK_FALSE(exact.spend(1));
    CHECK(exact.spent());
}
