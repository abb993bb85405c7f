// Whatever a message holds, a body is made or refused with words: the bodies of samples/fhir on damaged messages.
#include "routes/bodies/json.hpp"
#include "tests/unit/parsers/hl7/corpora.hpp"
#include "tests/unit/routes/rules.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <string_view>

using namespace vagus;
using namespace std::literals;

namespace {

routes::loaded sample() {
    routes::loaded made{config::load("samples/fhir"), {}, nullptr};
    std::erase_if(made.files.root.entries, [](const config::node::entry& each) {
        return each.key != "bodies" && each.key != "tables" && each.key != "aliases";
    });
    config::reading context{made.files.found};
    (void)routes::rules_fields().read(made.files.root, context, made.written);
    made.ran = routes::program::compile(made.written, {}, {}, made.files.files, made.files.found);
    return made;
}

// What broke, or nothing.
std::string broken(const routes::program& rules, const hl7::message& message, std::string_view name) {
    const auto made = rules.make_body(name, message, {"in", 0});
    const auto again = rules.make_body(name, message, {"in", 0});
    if (made != again) return "another time, another body";
    if (!made) {
        if (made.error().empty()) return "refused without a word";
        return made.error().contains("SECRET") ? "a reason holds a value: " + made.error() : "";
    }
    const auto read = routes::bodies::json::read(*made);
    return read ? "" : "no JSON: " + read.error();
}

} // namespace

TEST_CASE("a damaged message becomes a body or a reason, and the reason holds no value", "[routes][bodies]") {
    const auto rules = sample();
    INFO(rules.findings());
    REQUIRE(rules.ran);
    std::mt19937 random{11};
    auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random); };
    const auto bytes = "|^~\\&\r\r0123456789+-.:\"\"EDNMSNSECRETSECRET\xFF\x01"sv;
    std::size_t made = 0;
    for (const auto* file : {"samples/fhir/messages/oru_r01_types.hl7", "samples/fhir/messages/adt_a01.hl7"}) {
        auto sound = corpora::read(file);
        std::ranges::replace(sound, '\n', '\r');
        for (int round = 0; round < 400; ++round) {
            auto damaged = sound;
            for (auto n = below(12); n > 0; --n) damaged[below(damaged.size())] = bytes[below(bytes.size())];
            if (below(3) == 0) damaged.erase(below(damaged.size()), below(200));
            if (below(3) == 0) damaged.insert(below(damaged.size() + 1), "SECRET");
            const auto message = hl7::message::parse(damaged);
            if (!message) continue;
            INFO(damaged);
            for (const auto* name : {"admission", "lab_report", "hl7_json"})
                REQUIRE(broken(*rules.ran, *message, name) == "");
            ++made;
        }
    }
    CHECK(made > 100);
}

TEST_CASE("real messages become bodies or reasons", "[routes][bodies][corpora]") {
    if (!corpora::present()) return;
    const auto rules = sample();
    REQUIRE(rules.ran);
    std::size_t tried = 0;
    for (const auto& file : corpora::messages()) {
        const auto message = hl7::message::parse(corpora::read(file));
        if (!message || message->bytes().size() > 200'000) continue;
        INFO(file);
        for (const auto* name : {"admission", "lab_report"}) REQUIRE(broken(*rules.ran, *message, name) == "");
        ++tried;
    }
    CHECK(tried > 1000);
}
