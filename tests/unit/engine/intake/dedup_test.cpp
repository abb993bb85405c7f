// What makes two messages of an input the same, and what people are told then.
#include "config/load.hpp"
#include "engine/intake/dedup.hpp"
#include "engine/intake/digest.hpp"
#include "tests/unit/engine/intake/bench.hpp"

using namespace vagus;
using namespace vagus::tests;
using intake::key_of;

namespace {

std::optional<std::uint64_t> key(const std::string& bytes, const std::vector<std::string>& paths = {}) {
    std::vector<path::path> read;
    for (const auto& each : paths) read.push_back(*path::parse(each));
    const auto message = hl7::message::parse(bytes);
    REQUIRE(message);
    return key_of(message->read(), read);
}

std::string with(const std::string& sender, const std::string& control, const std::string& patient = "1") {
    return "MSH|^~\\&|" + sender + "|H|VAGUS|H|2026||ADT^A01|" + control + "|P|2.5\rPID|1||" + patient + "\r";
}

} // namespace

TEST_CASE("without a key of its own a message is known by MSH-3, MSH-4 and MSH-10", "[intake][dedup]") {
    CHECK(key(with("A", "1")) == key(with("A", "1", "another")));
    CHECK(key(with("A", "1")) != key(with("B", "1")));
    CHECK(key(with("A", "1")) != key(with("A", "2")));
    CHECK(key(with("A", "1")) == intake::hash_of({"A", "H", "1"})); // as stores of before have it
}

TEST_CASE("an empty MSH-10 is like no other, whatever the key", "[intake][dedup]") {
    CHECK_FALSE(key(with("A", "")));
    CHECK_FALSE(key(with("A", ""), {"PID-3.1"}));
}

TEST_CASE("a key is every value of every path; without any value there is none", "[intake][dedup]") {
    CHECK(key(with("A", "1", "9"), {"PID-3.1"}) == key(with("B", "2", "9"), {"PID-3.1"}));
    CHECK(key(with("A", "1", "9~8"), {"PID-3.1"}) != key(with("A", "1", "9"), {"PID-3.1"}));
    CHECK(key(with("A", "1", "9"), {"PID-3.1", "MSH-10"}) != key(with("A", "2", "9"), {"PID-3.1", "MSH-10"}));
    CHECK(key(with("A", "1", ""), {"PID-3.1", "MSH-10"}));
    CHECK_FALSE(key(with("A", "1", ""), {"PID-3.1"}));
    CHECK_FALSE(key(with("A", "1"), {"ZPI-1"}));
}

TEST_CASE("the key and what is done with a repeat go to the store with the message", "[intake][dedup]") {
    bench b;
    b.rules.made.copies.push_back({0, 0, std::nullopt, {}});
    b.terms.key = {*path::parse("PID-3.1")};
    b.from.repeats.then = {store::repeat::process, store::repeat::answer_again};
    b.send(adt);
    CHECK(b.kept().remember);
    CHECK(b.kept().identity == *key(adt, {"PID-3.1"}));
    CHECK(b.kept().if_seen.same_bytes == store::repeat::process);
    CHECK(b.kept().if_seen.other_bytes == store::repeat::answer_again);
}

TEST_CASE("a repeat that the store refused is AR with ERR-3 205, in enhanced mode CR", "[intake][dedup]") {
    const store::receipt refused{{1, 0, 1, 6}, false, {}, {}, {}, "a repeat", message_id{1, 0, 1, 5}};
    bench original;
    original.send(adt);
    CHECK(original.kept().receipt_if_repeat == "AR");
    original.commit(refused);
    CHECK(original.code() == "AR");
    CHECK(original.got->application.find("\rERR|||205^Duplicate key identifier^HL70357|E|") != std::string::npos);

    bench enhanced;
    enhanced.terms.given.of_input.ack.how = intake::ack_policy::mode::enhanced;
    enhanced.send(adt);
    CHECK(enhanced.kept().receipt_if_repeat == "CR");
    enhanced.commit(refused);
    CHECK(hl7::read_answer(enhanced.got->accept)->code == hl7::ack_code::CR);
    CHECK(enhanced.got->application.empty());
}

TEST_CASE("an input with dedup off remembers nothing", "[intake][dedup]") {
    bench b;
    b.from.repeats.off = true;
    b.send(adt);
    CHECK_FALSE(b.kept().remember);
}

TEST_CASE("dedup is `none` or a map", "[intake][dedup]") {
    const auto read = [](const std::string& text) {
        auto tree = config::load_text("field: " + text + "\n");
        config::reading context{tree.found};
        intake::dedup made;
        (void)intake::dedup_type().read(tree.root.find("field")->value, context, made);
        return std::pair{made, tree.found.all().size()};
    };
    CHECK(read("none").first.off);
    const auto whole =
        read("{ key: [PID-3.1], window: 1h, max_keys: 7, same_bytes: process, other_bytes: answer_again }");
    CHECK(whole.second == 0);
    CHECK(whole.first.key.size() == 1);
    CHECK(whole.first.window == std::chrono::hours{1});
    CHECK(whole.first.max_keys == 7);
    CHECK(whole.first.same_bytes == store::repeat::process);
    CHECK(whole.first.other_bytes == store::repeat::answer_again);
    CHECK(read("{ other_bytes: process_and_warn }").second == 0);
    CHECK(read("off").second == 1);
    CHECK(read("{ max_keys: 0 }").second == 1);
    CHECK(read("{ max_keys: 1000000 }").second == 0);
    CHECK(read("{ max_keys: 1000001 }").second == 1);
    CHECK(read("{ window: 0s }").second == 1);
    CHECK(read("{ window: 91d }").second == 1);
    CHECK(read("{ same_bytes: refuse, other_bytes: refuse }").first.same_bytes == store::repeat::refuse);
    CHECK(read("{ same_bytes: refused }").second == 1);
}
