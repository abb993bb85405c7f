// What routes remember of messages, and what they know of those before.
#include "routes/limits.hpp"
#include "tests/unit/routes/rules.hpp"

#include <map>
#include <utility>

using namespace vagus;
using namespace vagus::routes;
using strings = std::vector<std::string>;

namespace {

const std::string memories = "memory:\n  orders: { key: PID-3.1 }\n  last: { key: PID-3.1 }\n  keyless: {}\n";

// As a store would keep it.
class store_of_test final : public known {
  public:
    std::map<std::pair<std::uint16_t, path::memory_key>, std::string> words;
    std::optional<std::string> value(std::uint16_t memory, const path::memory_key& key) const override {
        const auto found = words.find({memory, key});
        return found == words.end() ? std::nullopt : std::optional{found->second};
    }
    std::optional<std::string> print(std::uint16_t memory, const path::memory_key& key) const override {
        return value(memory, key);
    }
    void keep(const plan& made) {
        for (const auto& each : made.remembers) words[{each.memory, each.key}] = each.value;
    }
};

struct ward {
    loaded rules;
    store_of_test store;

    explicit ward(const std::string& yaml)
        : rules{load(yaml)} {
        INFO(rules.findings());
        REQUIRE(rules.ran);
    }
    plan plan_of(const std::string& body) const {
        auto message = message_of(body);
        return rules.ran->run(message, {.input = "in", .before = &store});
    }
    // What leaves: a body, "as received" or "-" for each copy; and what is remembered is kept.
    std::string sent(const std::string& body) {
        auto made = plan_of(body);
        store.keep(made);
        std::string out;
        for (const auto& copy : made.copies) {
            auto text = copy.body.value_or("as received");
            if (copy.body) text.erase(0, text.find('\r') + 1), text.pop_back();
            out += (out.empty() ? "" : " | ") + text;
        }
        if (!made.failures.empty()) return "failed: " + made.failures.front().text;
        return out.empty() ? "-" : out;
    }
};

std::string findings_of(const std::string& yaml) {
    return load(yaml).findings();
}

} // namespace

TEST_CASE("a later message recalls what an earlier one of the same key remembered", "[routes][memory]") {
    ward on{memories + route_with("- if: exists(PV1-19)\n"
                                  "  then: [ { remember: { in: orders, set: { visit: \"${PV1-19.1}\" } } } ]\n"
                                  "- set: { PV1-18: \"${recall('orders', PID-3.1, 'visit') else 'none'}\" }")};
    CHECK(on.sent("PID|||7\rPV1|||||||||||||||||||") == "PID|||7\rPV1||||||||||||||||||none|");
    CHECK(on.sent("PID|||7\rPV1|||||||||||||||||||V1") == "PID|||7\rPV1||||||||||||||||||V1|V1"); // its own
    CHECK(on.sent("PID|||7\rPV1|1") == "PID|||7\rPV1|1|||||||||||||||||V1");
    CHECK(on.sent("PID|||8\rPV1|1") == "PID|||8\rPV1|1|||||||||||||||||none");
}

TEST_CASE("an empty text forgets, keys of several parts never run into one another", "[routes][memory]") {
    ward on{memories + route_with("- remember: { in: keyless, key: [PID-3.1, PID-4.1], set: { a: \"${PID-8}\" } }\n"
                                  "- set: { PID-9: \"${recall('keyless', ['1', '23'], 'a')}\" }")};
    CHECK(on.sent("PID|||1|23||||F") == "PID|||1|23||||F|F");
    CHECK(on.sent("PID|||12|3||||M") == "PID|||12|3||||M|F");
    CHECK(on.sent("PID|||1|23") == "as received"); // forgotten: PID-9 is set to nothing
    CHECK(on.sent("PID|||12|3||||X") == "as received");
}

TEST_CASE("a key that is empty is nobody's: the step fails, and recall finds nothing", "[routes][memory]") {
    ward on{memories + route_with("- remember: { in: orders, set: { a: x } }")};
    CHECK(on.sent("PID|||").find("a part of the key PID-3.1 is empty") != std::string::npos);
    CHECK(on.sent("PID|||\"\"").find("is empty") != std::string::npos);
    CHECK(on.store.words.empty());
}

TEST_CASE("what a failed route, a step taken back or a refused one remembered is not kept", "[routes][memory]") {
    ward failing{memories + route_with("- remember: { in: orders, set: { a: x } }\n- fail: no")};
    CHECK(failing.plan_of("PID|||7").remembers.empty());
    ward skipping{memories + route_with("- if: PID-3 != ''\n"
                                        "  on_error: skip\n"
                                        "  then: [ { remember: { in: orders, set: { a: x } } }, { fail: no } ]")};
    CHECK(skipping.plan_of("PID|||7").remembers.empty());
    ward dropping{memories + route_with("- remember: { in: orders, set: { a: x } }\n- drop: PID-3 != ''")};
    CHECK(dropping.plan_of("PID|||7").remembers.size() == 1); // it is remembered on purpose
}

TEST_CASE("a message that says the same again is dropped, for each patient by itself", "[routes][memory]") {
    ward on{memories + route_with("- drop: unchanged('last', [PID-5, PV1-3])")};
    CHECK(on.sent("PID|||7||A^B\rPV1|||W") == "as received");
    CHECK(on.sent("PID|||7||A^B\rPV1|||W") == "-");
    CHECK(on.sent("PID|||8||A^B\rPV1|||W") == "as received");
    CHECK(on.sent("PID|||7||A^B~C\rPV1|||W") == "as received"); // of a field every repetition
    CHECK(on.sent("PID|||7||A^B~C\rPV1|||W") == "-");
    CHECK(on.sent("PID|||7||A^B\rPV1|||W") == "as received"); // only the one before counts
    CHECK(on.sent("PID|||7\rPV1|||A^B") == "as received");    // what stands where is part of it
    CHECK(on.sent("PID|||7||A^B\rPV1|") == "as received");
    CHECK(on.sent("PID|||||A^B\rPV1|") == "as received"); // whose is it? Never dropped
    CHECK(on.sent("PID|||||A^B\rPV1|") == "as received");
}

TEST_CASE("unchanged means: since the last that this route let pass to its end", "[routes][memory]") {
    const std::string second = "  s:\n    from: in\n    to: second\n    steps:\n"
                               "      - drop: unchanged('last', [PID-5])\n      - { when: PID-8 == 'X', fail: no }\n";
    ward on{memories + route_with("- drop: unchanged('last', [PID-5])\n- { keep: PID-8 != 'Y' }") + second};
    // Route s fails, and has a print of its own: what r let pass says nothing of it.
    CHECK(on.sent("PID|||7||A|||X").starts_with("failed"));
    auto made = on.plan_of("PID|||7||A");
    REQUIRE(made.copies.size() == 1);
    CHECK(made.copies.front().route == 1);
    // Dropped by a later step, a message was not passed on.
    CHECK(on.sent("PID|||9||A|||Y") == "as received"); // by s alone
    CHECK(on.plan_of("PID|||9||A").copies.size() == 1);
    CHECK(on.plan_of("PID|||9||A").copies.front().route == 0);
}

TEST_CASE("two routes that ask the same of one message hear the same", "[routes][memory]") {
    const std::string second =
        "  s:\n    from: in\n    to: second\n    steps: [ { drop: \"unchanged('last', [PID-5])\" } ]\n";
    ward on{memories + route_with("- drop: unchanged('last', [PID-5])") + second};
    CHECK(on.sent("PID|||7||A") == "as received | as received");
    CHECK(on.sent("PID|||7||A") == "-");
}

TEST_CASE("one word is kept where a message remembers the same thing twice", "[routes][memory]") {
    ward on{memories +
            route_with("- remember: { in: orders, set: { a: x } }\n- remember: { in: orders, set: { a: y } }\n"
                       "- set: { PID-9: \"${recall('orders', PID-3.1, 'a')}\" }")};
    CHECK(on.sent("PID|||7") == "PID|||7||||||y");
    REQUIRE(on.store.words.size() == 1);
    CHECK(on.store.words.begin()->second == "y");
}

TEST_CASE("texts and words that are remembered have a limit each", "[routes][memory]") {
    ward on{memories + route_with("- remember: { in: orders, set: { a: \"${PID-5}\" } }")};
    const std::string longest(limits::remembered_text, 'x');
    CHECK(on.sent("PID|||7||" + longest) == "as received");
    CHECK(on.sent("PID|||7||x" + longest).find("longer than 1024 bytes") != std::string::npos);

    ward many{memories +
              route_with("- for_each: OBX\n  do: [ { remember: { in: orders, key: OBX-1, set: { a: x } } } ]")};
    std::string body;
    for (std::size_t n = 1; n <= limits::remembered_per_message; ++n)
        body += (n > 1 ? "\rOBX|" : "OBX|") + std::to_string(n);
    CHECK(many.plan_of(body).remembers.size() == limits::remembered_per_message);
    const auto over = many.plan_of(body + "\rOBX|0");
    REQUIRE(over.failures.size() == 1);
    CHECK(over.failures.front().text.find("at most 1000 values") != std::string::npos);
    CHECK(over.remembers.empty());
}

TEST_CASE("a trace says what was remembered, and no values", "[routes][memory]") {
    ward on{memories + route_with("- remember: { in: orders, set: { a: \"${PID-5}\", b: x } }")};
    strings outcomes;
    auto message = message_of("PID|||7||SECRET");
    (void)on.rules.ran->run(message, {.input = "in"},
                            [&](const trace_line& line) { outcomes.push_back(line.outcome); });
    CHECK(outcomes == strings{"yes", "remembered orders (a, b)"});
}

TEST_CASE("names of memories and of what they hold are known when rules are loaded", "[routes][memory]") {
    CHECK(findings_of(memories + route_with("- remember: { in: order, set: { a: x } }")).find("VG3025") !=
          std::string::npos);
    CHECK(findings_of(memories + route_with("- drop: unchanged('lost', [PID-5])")).find("did you mean 'last'") !=
          std::string::npos);
    CHECK(findings_of(memories + route_with("- drop: unchanged('keyless', [PID-5])")).find("VG3026") !=
          std::string::npos);
    CHECK(findings_of(memories + route_with("- remember: { in: keyless, set: { a: x } }")).find("VG3026") !=
          std::string::npos);
    CHECK(findings_of(memories + route_with("- drop: recall('orders', PID-3.1, 'visit') != ''")).find("VG3027") !=
          std::string::npos);
    const auto typo = findings_of(memories + route_with("- remember: { in: orders, set: { visit: x } }\n"
                                                        "- drop: recall('orders', PID-3.1, 'visti') != ''"));
    CHECK(typo.find("did you mean 'visit'") != std::string::npos);
    CHECK(findings_of("memory: { a: { key: PID } }\n" + route_with("- log: x")).find("VG2015") != std::string::npos);
}

TEST_CASE("what a message sent before its route was dropped is no longer what was known", "[routes][memory]") {
    ward on{memories + route_with("- drop: unchanged('last', [PID-5])\n"
                                  "- send_to: second\n"
                                  "- drop: PID-5 == 'B'\n  reason: not wanted here")};
    CHECK(on.sent("PID|||7||A") != "-");
    CHECK(on.sent("PID|||7||A") == "-");
    CHECK(on.sent("PID|||7||B") != "-"); // to second
    CHECK(on.sent("PID|||7||A") != "-"); // which must not keep B for good
}
