// What routes ask of other systems: found at load, asked before the first step, read as values.
#include "routes/attributes.hpp"
#include "routes/limits.hpp"
#include "routes/needs.hpp"
#include "routes/testing.hpp"
#include "tests/unit/routes/rules.hpp"

#include <utility>

using namespace vagus;
using namespace vagus::routes;

namespace {

std::string as_it_is(std::string_view value) {
    return std::string{value};
}

call_shape lookup(const std::string& name = "mpi_lookup", const std::string& target = "/patient/${PID-3.1}") {
    call_shape made{name};
    attribute_text url;
    url.name = call_target;
    url.value.value = expr::parse_template(target).value();
    url.needed = true;
    url.holes_as = as_it_is;
    made.wants.attributes.push_back(std::move(url));
    return made;
}

loaded with_calls(const std::string& yaml, const std::vector<std::string>& replying = {},
                  const std::vector<call_shape>& calls = {lookup()}) {
    loaded made{config::load_text(yaml), {}, nullptr};
    config::reading context{made.files.found};
    (void)rules_fields().read(made.files.root, context, made.written);
    made.ran = program::compile(made.written, {"in", "other"}, two_outputs(), made.files.files, made.files.found,
                                replying, calls);
    if (made.files.found.any_error()) made.ran = nullptr;
    return made;
}

std::string asking(const std::string& need = "{ call: mpi_lookup }",
                   const std::string& set = R"(PID-5.1: "${need('mpi', '/name/family')}")") {
    return "routes: { r: { from: in, to: out, needs: { mpi: " + need + " }, steps: [ { set: { " + set + " } } ] } }";
}

const std::string pid = "PID|1||77||OLD";

// Answers to all that is asked, all alike.
answers all_with(const std::vector<question>& questions, const answer& is) {
    answers made;
    for (const auto& each : questions)
        made.push_back({each.route, each.need, each.wrong.empty() ? is : answer{answer::kind::unasked, each.wrong}});
    return made;
}

plan made_with(const loaded& rules, const std::string& body, const answer& is) {
    INFO(rules.findings());
    REQUIRE(rules.ran);
    const auto message = message_of(body);
    circumstances at{"in", 0};
    const auto had = all_with(rules.ran->questions(message, at), is);
    at.answers = &had;
    return rules.ran->run(message, at);
}

std::string after_answer(const loaded& rules, const answer& is, const std::string& body = pid) {
    const auto made = made_with(rules, body, is);
    if (!made.failures.empty()) return "failed: " + made.failures.front().text;
    REQUIRE(made.copies.size() == 1);
    const auto bytes = made.copies.front().body.value_or("as received");
    const auto at = bytes.find("PID|");
    return at == std::string::npos ? bytes : bytes.substr(at, bytes.find('\r', at) - at);
}

answer found(std::string json) {
    return {answer::kind::found, std::move(json)};
}

} // namespace

TEST_CASE("a value of the answer is read by its JSON pointer, as text", "[routes][needs]") {
    const auto rules = with_calls(asking());
    CHECK(after_answer(rules, found(R"({"name":{"family":"DOE"}})")) == "PID|1||77||DOE");
    CHECK(after_answer(rules, found(R"({"name":{"family":0012}})")).starts_with("failed: "));
    CHECK(after_answer(rules, found(R"({"name":{"family":12.50}})")) == "PID|1||77||12.50");
    CHECK(after_answer(rules, found(R"({"name":{"family":true}})")) == "PID|1||77||true");
    CHECK(after_answer(rules, found(R"({"name":{"family":null}})")) == "PID|1||77||");
    CHECK(after_answer(rules, found(R"({"name":{}})")) == "PID|1||77||");
    const auto whole = after_answer(rules, found(R"({"name":{"family":["A"]}})"));
    CHECK(whole.find("a whole object or array stands there") != std::string::npos);
    CHECK(whole.find("'A'") == std::string::npos); // paths, no values
}

TEST_CASE("delimiters in an answer are escaped: it writes one value and no segment", "[routes][needs]") {
    CHECK(after_answer(with_calls(asking()), found(R"({"name":{"family":"A^B|C\rZZZ|1"}})")) ==
          R"(PID|1||77||A\S\B\F\C\X0D\ZZZ\F\1)");
}

TEST_CASE("nothing there gives empty values, or fails the route where it says so", "[routes][needs]") {
    const answer nothing{answer::kind::nothing, {}};
    CHECK(after_answer(with_calls(asking()), nothing) == "PID|1||77||");
    CHECK(after_answer(with_calls(asking("{ call: mpi_lookup, missing: fail }")), nothing)
              .find("need 'mpi': 'mpi_lookup' has nothing of it") != std::string::npos);
}

TEST_CASE("without an answer the route fails, warns or goes on, as it says", "[routes][needs]") {
    const answer late{answer::kind::failed, "no answer in time"};
    CHECK(after_answer(with_calls(asking()), late).find("need 'mpi': no answer in time") != std::string::npos);
    const auto warned = made_with(with_calls(asking("{ call: mpi_lookup, on_error: warn }")), pid, late);
    CHECK(warned.copies.size() == 1);
    REQUIRE(warned.warnings.size() == 1);
    CHECK(warned.warnings[0].text.find("no answer in time") != std::string::npos);
    const auto skipped = made_with(with_calls(asking("{ call: mpi_lookup, on_error: skip }")), pid, late);
    CHECK(skipped.copies.size() == 1);
    CHECK(skipped.warnings.empty());
}

TEST_CASE("an empty part of a URL is nobody's: the route fails whatever on_error says", "[routes][needs]") {
    const auto rules = with_calls(asking("{ call: mpi_lookup, on_error: skip }"));
    CHECK(after_answer(rules, found("{}"), "PID|1||").find("url has a part that is empty") != std::string::npos);
}

TEST_CASE("a route asks of messages that it takes and for which `when` holds", "[routes][needs]") {
    const auto rules = with_calls("routes: { r: { from: in, match: \"PID-8 == 'F'\", to: out, needs: { mpi: { call: "
                                  "mpi_lookup, when: \"PID-3.1 != ''\" } } } }");
    REQUIRE(rules.ran);
    const circumstances at{"in", 0};
    const auto asked = [&](const std::string& body) { return rules.ran->questions(message_of(body), at); };
    REQUIRE(asked("PID|1||77|||||F").size() == 1);
    CHECK(asked("PID|1||77|||||F").front().call == "mpi_lookup");
    CHECK(asked("PID|1||77|||||M").empty());
    CHECK(asked("PID|1||||||||F").empty());
    CHECK(rules.ran->questions(message_of("PID|1||77|||||F"), {"other", 0}).empty());
    CHECK(rules.ran->questions(message_of("PID|1||77|||||F"), {"other", 0}, "r").size() == 1);
    // What was not asked is empty.
    const auto blank = with_calls(asking("{ call: mpi_lookup, when: \"PID-8 == 'F'\" }"));
    CHECK(after_answer(blank, found(R"({"name":{"family":"DOE"}})")) == "PID|1||77||");
}

TEST_CASE("nobody asked: a route with needs fails, and does not go on without", "[routes][needs]") {
    const auto rules = with_calls(asking());
    REQUIRE(rules.ran);
    const auto made = rules.ran->run(message_of(pid), {"in", 0});
    REQUIRE(made.failures.size() == 1);
    CHECK(made.copies.empty());
}

TEST_CASE("routes behind a route read what that has asked", "[routes][needs]") {
    const auto rules = with_calls("routes:\n"
                                  "  r: { from: in, needs: { mpi: { call: mpi_lookup } }, to: [{ route: inner }] }\n"
                                  "  s: { from: other, to: [{ route: inner }] }\n"
                                  "  inner: { steps: [ { set: { PID-5.1: \"${need('mpi', '/f')}\" } } ], to: out }\n");
    CHECK(after_answer(rules, found(R"({"f":"DOE"})")) == "PID|1||77||DOE");
    const auto without = rules.ran->run(message_of(pid), {"other", 0});
    REQUIRE(without.failures.size() == 1);
    CHECK(without.failures[0].text.find("has no such need") != std::string::npos);
}

TEST_CASE("what does not fit together is found at load", "[routes][needs]") {
    const auto says = [](const std::string& yaml, const std::string& words,
                         const std::vector<std::string>& replying = {}) {
        const auto rules = with_calls(yaml, replying);
        INFO(rules.findings());
        CHECK(!rules.ran);
        CHECK(rules.findings().find(words) != std::string::npos);
    };
    says(asking("{ call: mpi_lokup }"), "VG3046");
    says(asking("{ call: mpi_lokup }"), "did you mean 'mpi_lookup'?");
    says(asking("{ call: mpi_lookup }", R"(PID-5.1: "${need('mpx', '/name')}")"), "VG3044");
    says(asking("{ call: mpi_lookup }", R"(PID-5.1: "${need('mpi', 'name')}")"), "VG3045");
    says(asking("{ call: mpi_lookup, when: \"need('mpi', '/x') == ''\" }"), "VG3044");
    says("routes: { r: { from: in, match: \"need('mpi', '/x') == ''\", to: out, needs: { mpi: { call: mpi_lookup } } } "
         "}",
         "before a route takes the message");
    says("routes: { r: { from: in, to: out, steps: [ { set: { PID-5.1: \"${need('mpi', '/x')}\" } } ] } }", "VG3044");
    says("routes: { q: { from: in, to: [{ route: r }] }, r: { to: out, needs: { mpi: { call: mpi_lookup } } } }",
         "VG3047");
    says(asking(), "VG3047", {"in"});
    std::string many = "routes: { r: { from: in, to: out, needs: {";
    for (std::size_t i = 0; i <= limits::needs_per_route; ++i)
        many += (i == 0 ? " n" : ", n") + std::to_string(i) + ": { call: mpi_lookup }";
    says(many + " } } }", "VG3007");
    many = "routes: { r: { from: in, to: out, needs: {";
    for (std::size_t i = 0; i < limits::needs_per_route; ++i)
        many += (i == 0 ? " n" : ", n") + std::to_string(i) + ": { call: mpi_lookup }";
    CHECK(with_calls(many + " } } }").ran);
    std::vector<call_shape> calls;
    for (std::size_t i = 0; i < limits::calls; ++i) calls.push_back(lookup("call_" + std::to_string(i)));
    constexpr auto any = "routes: { r: { from: in, to: out } }";
    CHECK(with_calls(any, {}, calls).ran);
    calls.push_back(lookup("one_more"));
    CHECK(with_calls(any, {}, calls).findings().find("there are at most 64 calls") != std::string::npos);
}

TEST_CASE("a request is known by its call, URL and body", "[routes][needs]") {
    const auto key = [](const call_shape& call, const std::string& body) {
        const auto rules =
            with_calls("routes: { r: { from: in, to: out, needs: { mpi: { call: " + call.name + " } } } }", {}, {call});
        INFO(rules.findings());
        REQUIRE(rules.ran);
        return rules.ran->questions(message_of(body), {"in", 0}).front().key;
    };
    CHECK(key(lookup(), "PID|1||77") == key(lookup(), "PID|1||77||OTHER"));
    CHECK(key(lookup(), "PID|1||77") != key(lookup(), "PID|1||78"));
    CHECK(key(lookup(), "PID|1||77") != key(lookup("other_lookup"), "PID|1||77"));
}

TEST_CASE("answers are kept and read back; what cannot be read is told", "[routes][needs]") {
    const std::vector<kept_answer> all{{"mpi", {1, 2}, {answer::kind::found, "{}"}},
                                       {"mpi", {3}, {answer::kind::failed, "no answer in time"}}};
    const auto text = encode(all);
    const auto back = decode_answers(text);
    REQUIRE(back);
    REQUIRE(back->size() == 2);
    CHECK((*back)[0].key == all[0].key);
    CHECK((*back)[1].is.text == "no answer in time");
    CHECK_FALSE(decode_answers(text.substr(0, text.size() - 1)));
    CHECK_FALSE(decode_answers(encode(attributes{{"mpi", std::string(16, 'x')}})));
    CHECK_FALSE(decode_answers(encode(attributes{{"mpi", std::string(16, 'x') + '\x09'}})));
    const question asked{.route = 0, .need = 0, .name = "n", .call = "mpi", .key = {1, 2}};
    CHECK(from_kept({asked}, text, "nothing").front().is.text == "{}");
    const question other{.route = 0, .need = 0, .name = "n", .call = "mpi", .key = {9}};
    CHECK(from_kept({other}, text, "nothing is known").front().is.text == "nothing is known");
}

TEST_CASE("a test says what other systems answer", "[routes][needs]") {
    const auto read = [](const std::string& yaml) {
        auto files = config::load_text(yaml);
        config::reading context{files.found};
        test_need made;
        const bool good = test_need_type().read(files.root.find("n")->value, context, made);
        return good ? made.is.text + "|" + made.file + "|" + std::to_string(static_cast<int>(made.is.is)) : "finding";
    };
    CHECK(read("n: { a: 012, b: [x, { c: y }] }") == R"({"a":"012","b":["x",{"c":"y"}]}||0)");
    CHECK(read("n: nothing") == "||1");
    CHECK(read("n: no_answer") == "no answer in this test||2");
    CHECK(read("n: expected/patient.json") == "|expected/patient.json|1");
    CHECK(read("n: something") == "finding");
}
