// Properties that hold for any bytes, tried on real messages and on random damage to them.
#include "parsers/hl7/groups.hpp"
#include "parsers/hl7/message.hpp"
#include "tests/fuzz/properties.hpp"
#include "tests/unit/parsers/hl7/corpora.hpp"

#include <random>

using namespace vagus;
using namespace std::literals;

TEST_CASE("real messages survive reading, cutting, editing and answering", "[parsers][hl7][corpora]") {
    if (!corpora::present()) return;
    std::size_t read = 0;
    std::size_t files = 0;
    for (const auto& file : corpora::messages()) {
        const auto bytes = corpora::read(file);
        INFO(file);
        REQUIRE(fuzz::check_message(bytes) == "");
        REQUIRE(fuzz::check_escape(bytes) == "");
        ++files;
        if (hl7::message::parse(bytes)) ++read;
    }
    INFO(read << " of " << files << " files are one message");
    CHECK(files > 1000);
    CHECK(read * 100 > files * 85); // the others are batches, malformed on purpose, or end with a comment
}

TEST_CASE("the segments of real messages stand where their structure has them", "[parsers][hl7][corpora]") {
    if (!corpora::present()) return;
    std::size_t messages = 0;
    std::size_t known = 0;
    std::size_t segments = 0;
    std::size_t outside = 0;
    for (const auto& file : corpora::messages()) {
        const auto message = hl7::message::parse(corpora::read(file));
        if (!message) continue;
        ++messages;
        const auto groups = hl7::grouping::of(message->read());
        if (!groups) continue;
        ++known;
        for (std::size_t i = 0; i < message->segments().size(); ++i) {
            const auto id = message->segments()[i].id();
            if (id.starts_with('Z')) continue;
            ++segments;
            if (!groups->holds_directly(groups->holder(i), id)) ++outside;
        }
    }
    INFO(known << " of " << messages << " messages have a known structure; " << outside << " of " << segments
               << " segments stand outside of it");
    CHECK(messages > 1000);
    CHECK(messages - known <= 5); // no type in MSH-9, or ADT^O01
    CHECK(outside <= 100);        // PRT in 2.5.1, NTE where none belongs, SFT in an order
}

TEST_CASE("damaged messages never break a promise", "[parsers][hl7]") {
    const std::string sound =
        "MSH|^~\\&|LAB|SITE|HIS|WARD|20240501||ORU^R01^ORU_R01|4711|P|2.5.1\r"
        "PID|1||77^^^MPI^MR~12^^^SSA^SS||Doe^Jane&van\r\nOBX|1|TX|A^B||a\\F\\b\\.br\\c\\X0D0A\\\n\nZZ1\r";
    std::mt19937 random{7};
    auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random); };
    const auto bytes = "|^~\\&\r\n MSHPIDZ1\0\xFF\x0B\x1C#"sv;
    for (int round = 0; round < 2000; ++round) {
        auto damaged = sound;
        for (auto n = below(4); n > 0; --n) damaged[below(damaged.size())] = bytes[below(bytes.size())];
        if (below(3) == 0) damaged.erase(below(damaged.size()), below(40));
        if (below(3) == 0) damaged.insert(below(damaged.size() + 1), bytes.substr(below(bytes.size())));
        if (below(8) == 0) damaged.resize(below(damaged.size() + 1));
        INFO(damaged);
        REQUIRE(fuzz::check_message(damaged) == "");
        REQUIRE(fuzz::check_escape(damaged) == "");
        REQUIRE(fuzz::check_frames(damaged) == "");
    }
}
