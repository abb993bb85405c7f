// Messages that are not in UTF-8: planned in it, and kept and answered as they came.
#include "engine/intake/digest.hpp"
#include "tests/unit/engine/intake/bench.hpp"

using namespace vagus;
using namespace vagus::tests;

TEST_CASE("a message is planned in UTF-8, and kept, copied and answered in its sender's set", "[intake][charset]") {
    bench b;
    std::string bytes = "MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01|K\xF6|P|2.5.1\rPID|1||7||M\xFCller\r";
    const auto sent = bytes;
    auto was = intake::decode(bytes, {});
    REQUIRE(was);
    CHECK(was->bytes == sent);
    CHECK(bytes.find("Müller") != std::string::npos);
    b.was = std::move(*was);
    b.rules.made.copies.push_back({0, 0, std::nullopt, {}});
    b.rules.made.copies.push_back({1, 0, "MSH|Köln", {}, {}, true});
    b.rules.made.copies.push_back({1, 0, R"({"name":"Köln"})", {}});
    b.send(bytes);
    CHECK(b.kept().raw == sent);
    CHECK(b.kept().digest == intake::digest_of(sent));
    CHECK_FALSE(b.kept().deliveries[0].body);
    CHECK(b.kept().deliveries[1].body == "MSH|K\xF6ln");
    CHECK(b.kept().deliveries[2].body == R"({"name":"Köln"})");
    b.commit();
    CHECK(b.got->application.find("\rMSA|AA|K\xF6\r") != std::string::npos);
}

TEST_CASE("a failed route is run again in the character set of its input", "[intake][charset]") {
    bench b;
    store::stored_message from;
    from.raw = "MSH|^~\\&|M\xFCller\r";
    from.parts = {{{1, 5}, store::delivery_state::failed, "adt_copy", {}, {}}};
    b.rules.made.copies.push_back({1, 1, "MSH|Köln", {}, {}, true});
    auto again = b.intake.again(from, from.parts[0]);
    REQUIRE(again);
    CHECK(again->raw == from.raw);
    CHECK(again->deliveries[0].body == "MSH|K\xF6ln");
}

TEST_CASE("what replaces bytes replaces them in what is kept", "[intake][charset]") {
    std::string bytes = "MSH|^~\\&||||||||||||||||UNICODE UTF-8\rNTE|\xFC\r";
    auto was = intake::decode(bytes, {charset::policy::source::from_msh18, nullptr, charset::invalid_bytes::replace});
    REQUIRE(was);
    CHECK(was->bytes == bytes);
    CHECK(bytes.ends_with("NTE|\xEF\xBF\xBD\r"));
}
