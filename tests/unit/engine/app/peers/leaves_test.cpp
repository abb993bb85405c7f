#include "engine/app/peers/leaves.hpp"
#include "tests/support/catch.hpp"

#include <map>
#include <string>

using vagus::peers::leaves_of;
using vagus::peers::on_one_line;

namespace {

std::map<std::string, std::string> leaves(const std::string& text) {
    auto message = vagus::hl7::message::parse(text);
    REQUIRE(message);
    std::map<std::string, std::string> out;
    for (const auto& segment : leaves_of(*message))
        for (const auto& leaf : segment.leaves) CHECK(out.emplace(leaf.path, leaf.value).second);
    return out;
}

} // namespace

TEST_CASE("every value is named by its path, as short as it can be read back", "[app]") {
    const auto seen =
        leaves("MSH|^~\\&|LAB||||20260301||ORU^R01|7|P|2.5\rPID|1||12^^^H^MR~34^^^C&1.2&ISO^NI||Doe^Jane\r");
    CHECK(seen.at("MSH-1") == "|");
    CHECK(seen.at("MSH-2") == "^~\\&");
    CHECK(seen.at("MSH-3") == "LAB");
    CHECK(seen.at("MSH-9.2") == "R01");
    CHECK(seen.at("PID-1") == "1");
    CHECK(seen.at("PID-3.1") == "12");
    CHECK(seen.at("PID-3.5") == "MR");
    CHECK(seen.at("PID-3[2].1") == "34");
    CHECK(seen.at("PID-3[2].4.2") == "1.2");
    CHECK(seen.at("PID-5.2") == "Jane");
    CHECK(seen.count("PID-2") == 0);
    CHECK(seen.count("PID-3.2") == 0);
}

TEST_CASE("a second segment of a name says so, and values are unescaped", "[app]") {
    const auto seen = leaves("MSH|^~\\&|A\rNTE|1||a \\F\\ b\rNTE|2||second\rNTE|3||x&y\r");
    CHECK(seen.at("NTE-3") == "a | b");
    CHECK(seen.at("NTE[2]-3") == "second");
    CHECK(seen.at("NTE[3]-3.1.2") == "y");
}

TEST_CASE("for programs every path has all its numbers", "[app]") {
    auto message = vagus::hl7::message::parse("MSH|^~\\&|A\rNTE|1||x\rNTE|2||a~b^c&d\r");
    REQUIRE(message);
    std::string all;
    for (const auto& segment : leaves_of(*message))
        for (const auto& leaf : segment.leaves) all += vagus::peers::in_full(leaf.at) + " ";
    CHECK(all == "MSH-1[1].1.1 MSH-2[1].1.1 MSH-3[1].1.1 NTE-1[1].1.1 NTE-3[1].1.1 NTE[2]-1[1].1.1 NTE[2]-3[1].1.1 "
                 "NTE[2]-3[2].1.1 NTE[2]-3[2].2.1 NTE[2]-3[2].2.2 ");
}

TEST_CASE("a value stays on its line and cannot steer a terminal", "[app]") {
    CHECK(on_one_line("a\rb\n\x1b[31m\x7f") == "a\\x0Db\\x0A\\x1B[31m\\x7F");
    CHECK(on_one_line("caf\xc3\xa9") == "caf\xc3\xa9");
}
