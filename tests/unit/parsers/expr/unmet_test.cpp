// Why a condition does not hold.
#include "parsers/expr/unmet.hpp"

#include "parsers/hl7/message.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

namespace expr = vagus::expr;
namespace hl7 = vagus::hl7;

namespace {

std::string unmet(const std::string& text) {
    const auto message = hl7::message::parse("MSH|^~\\&|A|B|||2026||ADT^A08|7|P|2.5\rPID|1||11\r").value();
    vagus::path::budget cost{1'000'000};
    const auto read = expr::parse(text).value();
    return expr::to_text(expr::unmet(*read.root, {message.read(), cost}));
}

std::vector<std::string> paths_in(const std::string& text) {
    const auto read = expr::parse(text).value();
    std::vector<std::string> out;
    for (const auto& each : expr::paths_in(*read.root)) out.push_back(vagus::path::to_text(each));
    return out;
}

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("of what must all hold the first that does not is named, of everything else the whole", "[expr][unmet]") {
    CHECK(unmet("MSH-9.1 == 'ADT' and MSH-9.2 == 'A40' and MSH-11 == 'T'") == "MSH-9.2 == 'A40'");
    CHECK(unmet("MSH-9.1 == 'ADT' and (PID-3 == '11' and PID-8 == 'F')") == "PID-8 == 'F'");
    CHECK(unmet("MSH-9.2 == 'A40' or MSH-9.2 == 'A01'") == "MSH-9.2 == 'A40' or MSH-9.2 == 'A01'");
    CHECK(unmet("MSH-9.1 == 'ADT' and not (exists(PID-3) and MSH-11 == 'P')") ==
          "not (exists(PID-3) and MSH-11 == 'P')");
}

TEST_CASE("the paths of a condition are named once, and those that are read elsewhere are not", "[expr][unmet]") {
    CHECK(paths_in("PID-3.1 == PID-2 and (exists(PV1-2) or PID-2 in ['A', PID-4])") ==
          texts{"PID-3.1", "PID-2", "PV1-2", "PID-4"});
    CHECK(paths_in("any(OBX, -8 == 'H') and upper(PID-8) == 'F'") == texts{"PID-8"});
    CHECK(paths_in("received(PID-3) == (PV1-19 else PV1-44)") == texts{"PV1-19", "PV1-44"});
}
