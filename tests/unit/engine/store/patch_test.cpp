// What is sent as what changes of what was received.
#include "engine/store/patch.hpp"
#include "tests/support/catch.hpp"

#include <sys/resource.h>

#include <chrono>
#include <random>
#include <string>
#include <vector>

using namespace vagus::store;

namespace {

const std::string received = "MSH|^~\\&|LIS|HOSP|VAGUS|VAGUS|20260301||ORU^R01^ORU_R01|77|P|2.5.1\r"
                             "PID|1||0012345^^^HOSP^MR||DOE^JANE\rOBR|1|A1|B1|CBC\r"
                             "OBX|1|NM|WBC||7.1|10*9/L|4-10|N|||F\rOBX|2|NM|HGB||141|g/"
                             "L|120-160|N|||F\rOBX|3|NM|PLT||250|10*9/L|150-400|N|||F\r";

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

// The bytes of the patch; the whole comes back from it.
std::size_t cost(const std::string& base, const std::string& whole) {
    const auto patch = make_patch(base, whole);
    REQUIRE(patch);
    const auto back = apply_patch(base, *patch);
    REQUIRE(back);
    CHECK(*back == whole);
    return patch->size();
}

// A message that says what it is made of: segments of fields, some of them long.
std::string any_message(std::mt19937& chance) {
    std::string made = "MSH|^~\\&|";
    for (auto segments = chance() % 12; segments > 0; --segments) {
        made += "OBX|" + std::to_string(chance() % 3);
        for (auto fields = chance() % 9; fields > 0; --fields)
            made +=
                "|" + std::string(chance() % (chance() % 16 == 0 ? 6000 : 20), static_cast<char>('a' + chance() % 4));
        made += '\r';
    }
    return made;
}

std::string changed(std::string text, std::mt19937& chance) {
    for (auto edits = chance() % 5; edits > 0; --edits) {
        const auto at = chance() % (text.size() + 1);
        const auto size = std::min<std::size_t>(chance() % 40, text.size() - at);
        switch (chance() % 4) {
        case 0: text.erase(at, size); break;
        case 1: text.insert(at, text, at, size); break;
        case 2: text.insert(at, "|new\r"); break;
        default: text.replace(at, size, std::string(size, 'z')); break;
        }
    }
    return text;
}

} // namespace

TEST_CASE("a changed field costs itself and a few bytes", "[store][patch]") {
    CHECK(cost(received, replaced(received, "|LIS|", "|LAB1|")) < 20);
    CHECK(cost(received, received) < 10);
    // Far from each other.
    CHECK(cost(received, replaced(replaced(received, "|LIS|", "|LAB1|"), "|PLT|", "|777-3|")) < 40);
}

TEST_CASE("a field that changes in every segment leaves the rest of each to be copied", "[store][patch]") {
    std::string base = "MSH|^~\\&|LIS\r";
    auto whole = base;
    for (int i = 0; i < 100; ++i) {
        const auto n = std::to_string(i);
        base += "OBX|" + n + "|NM|CODE" + n + "^a name of some length||7." + n + "|10*9/L|4-10|N|||F\r";
        whole += "OBX|" + n + "|NM|L" + n + "^another||7." + n + "|10*9/L|4-10|N|||F\r";
    }
    CHECK(cost(base, whole) < whole.size() / 2);
}

TEST_CASE("segments that are left out, put in or moved cost only what is new", "[store][patch]") {
    const std::string nte = "NTE|1|L|a remark that was not there before\r";
    const auto obx = received.substr(received.find("OBX|2"), received.find("OBX|3") - received.find("OBX|2"));
    CHECK(cost(received, replaced(received, obx, "")) < 20);
    CHECK(cost(received, replaced(received, "OBR|", nte + "OBR|")) < nte.size() + 20);
    // Where what differs begins and ends within segments, those are literal in part.
    CHECK(cost(received, replaced(received, obx, "") + obx) < 80);
}

TEST_CASE("20 MB between two changed fields are copied, in time", "[store][patch]") {
    const auto base = "MSH|^~\\&|LIS|HOSP\rOBX|1|ED|PDF||" + std::string(20'000'000, 'x') + "||||||F\rOBX|2\r";
    const auto whole = replaced(replaced(base, "|LIS|", "|LAB|"), "||||||F\r", "||||||C\r");
    const auto begun = std::chrono::steady_clock::now();
    CHECK(cost(base, whole) < 60);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{60});
}

// Each of these segments is followed in the base by one of 4 MB, and would have it looked at again.
TEST_CASE("segments that lead back to a long one do not have it read again", "[store][patch]") {
    const auto base = "MSH|^~\\&|A\rZZZ|1|the same again and again\rOBX|" + std::string(4'000'000, 'x') + "\r";
    std::string whole = "MSH|^~\\&|B\r";
    for (int i = 0; i < 50'000; ++i) whole += "ZZZ|1|the same again and again\rN" + std::to_string(i) + "\r";
    const auto begun = std::chrono::steady_clock::now();
    if (const auto patch = make_patch(base, whole)) CHECK(apply_patch(base, *patch) == whole);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{30});
}

TEST_CASE("a message of millions of empty segments costs no more memory than any other", "[store][patch]") {
    const auto base = "MSH|^~\\&|A" + std::string(20'000'000, '\r') + "OBX|1|F\r";
    const auto whole = replaced(replaced(base, "|A\r", "|B\r"), "|F\r", "|C\r");
    const auto peak = [] {
        rusage used{};
        REQUIRE(::getrusage(RUSAGE_SELF, &used) == 0);
        return used.ru_maxrss; // KiB
    };
    const auto before = peak();
    CHECK(cost(base, whole) < 60);
    CHECK(peak() - before < 100 * 1024); // what it makes and tries is 20 MB
}

TEST_CASE("what is not under half of the whole is no patch", "[store][patch]") {
    CHECK_FALSE(make_patch(received, R"({"resourceType":"Bundle"})"));
    CHECK_FALSE(make_patch(received, ""));
    CHECK_FALSE(make_patch("", received));
    const std::string base(200, 'a');
    const auto literally = [](std::size_t n) {
        return std::string(50, 'a') + std::string(n, 'b') + std::string(150 - n, 'a');
    };
    CHECK(cost(base, literally(90)) == 99); // the length 2 bytes, a record of 3 and one of 4
    CHECK_FALSE(make_patch(base, literally(91)));
}

TEST_CASE("what a patch makes is the whole, byte for byte, whatever was changed", "[store][patch]") {
    std::mt19937 chance{20260301};
    int made = 0;
    for (int i = 0; i < 3000; ++i) {
        const auto base = any_message(chance);
        const auto whole = changed(base, chance);
        const auto patch = make_patch(base, whole);
        if (!patch) continue;
        ++made;
        CHECK(patch->size() * 2 < whole.size());
        REQUIRE(apply_patch(base, *patch) == whole);
    }
    CHECK(made > 1500);
}

TEST_CASE("a damaged patch makes nothing, or something no longer than base and patch", "[store][patch]") {
    std::mt19937 chance{7};
    const auto patch = *make_patch(received, replaced(replaced(received, "|LIS|", "|LAB1|"), "|PLT|", "|777-3|"));
    for (int i = 0; i < 20'000; ++i) {
        auto damaged = patch.substr(0, chance() % 4 == 0 ? chance() % patch.size() : patch.size());
        for (auto n = chance() % 4; n > 0 && !damaged.empty(); --n)
            damaged[chance() % damaged.size()] = static_cast<char>(chance());
        if (const auto made = apply_patch(received, damaged)) CHECK(made->size() <= received.size() + damaged.size());
    }
    for (std::size_t cut = 0; cut < patch.size(); ++cut) CHECK_FALSE(apply_patch(received, patch.substr(0, cut)));
    CHECK_FALSE(apply_patch(received.substr(0, 40), patch)); // of another base
    CHECK_FALSE(apply_patch(received, std::string(20, '\xff')));
}
