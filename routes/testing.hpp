// Tests of the rules, as people write them beside the rules: a message, and what must become of it. Pure: whoever runs
// them reads the files, makes the plan and the ACK, and prints the differences. No output is ever contacted.
#pragma once

#include "base/clock.hpp"
#include "config/fields.hpp"
#include "parsers/hl7/acknowledge.hpp"
#include "parsers/hl7/message.hpp"
#include "parsers/path/path.hpp"
#include "routes/plan.hpp"
#include "routes/program.hpp"
#include "routes/route.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::routes {

// What stands at a path: a text, `absent`, `present`, or { matches: 'regex' }. The words in quotes are texts.
struct expectation {
    enum class what : std::uint8_t { text, absent, present, pattern } is = what::text;
    std::string text;
    config::node source{};
};
// Where: an HL7 path; in JSON a pointer (RFC 6901), which begins with /; beside the body an attribute (`key`, `topic`),
// which begins small.
struct expected_place {
    path::path at;
    std::string name; // a pointer or an attribute; empty: the path counts

    [[nodiscard]] bool is_pointer() const { return name.starts_with('/'); }
    [[nodiscard]] bool is_path() const { return name.empty(); }
};
using expected_message = std::vector<config::keyed<written<expected_place>, expectation>>;

// A file that has the whole body: whoever runs the test compares.
struct expected_file {
    written<std::string> name;          // beside the configuration, or in the package that has the test
    std::vector<expected_place> ignore; // without these
};
struct expected_copy {
    expected_message places;
    bool exact = false; // a value in the body that no place names is a difference
    std::optional<expected_file> file;
};
// The copies for one output, in order; none at all is an empty list.
using expected_copies = std::vector<expected_copy>;

struct expected_outputs { // outputs that are not named are free
    bool none = false;    // `none`: nobody gets anything
    std::vector<config::named<expected_copies>> named;
};

// What the answer of a receiver makes of what was sent there.
enum class delivery_end : std::uint8_t { delivered, retry, dead_letter, hold };
[[nodiscard]] std::string_view to_text(delivery_end what);
[[nodiscard]] config::type<delivery_end> delivery_end_type();

struct expectations {
    expected_message ack;
    std::optional<std::vector<written<std::string>>> routes; // exactly these take the message
    std::optional<expected_outputs> outputs;
    std::optional<std::string> dropped;                  // a route drops it for this reason
    std::optional<std::string> failed;                   // a route fails, and says this among other words
    std::optional<std::string> failed_at;                // ... at the step of this number or name
    std::vector<config::named<delivery_end>> deliveries; // by output
};

// What an output's receiver answers in a test.
struct test_reply {
    std::optional<std::string> file; // relative to the configuration's folder
    std::optional<std::string> message;
    std::optional<hl7::ack_code> code;  // an acknowledgement with nothing but it
    std::optional<std::int64_t> status; // of HTTP
};

// What another system answers to a need.
struct test_need {
    answer is{};
    std::string file{}; // that has the answer; relative to the configuration's folder
    config::place at{};
};
[[nodiscard]] config::type<test_need> test_need_type();

struct test_case {
    std::string name;
    written<std::string> input;
    std::optional<std::string> file; // relative to the configuration's folder
    std::optional<std::string> message;
    std::vector<std::string> messages;  // several, one after the other: what is expected is of the last
    wall_us now = 0;                    // time of receipt
    std::optional<std::string> request; // of an answer: the message that had been sent
    std::vector<config::named<test_reply>> respond;
    std::vector<config::named<test_need>> needs; // by the name of the need
    expectations expect;
};
[[nodiscard]] const config::fields<test_case>& test_case_fields();
[[nodiscard]] const config::fields<test_reply>& test_reply_fields();
[[nodiscard]] const config::fields<expectations>& expectations_fields();
[[nodiscard]] const config::fields<expected_file>& expected_file_fields();

// Findings for inputs, outputs and routes that tests name and nobody has, and for what an output never gets.
void check_names(const std::vector<test_case>& tests, const rules& all, const std::vector<std::string>& inputs,
                 const std::vector<output_shape>& outputs, config::findings& found);

// What came of it.
struct trial {
    const rules& written; // for aliases
    const program& ran;
    const hl7::message& message;
    const plan& made;
    const hl7::message* ack;                                 // null: none is sent
    std::map<std::string, delivery_end, std::less<>> ends{}; // what answers that the test gives mean, by output
};
// An expected text, and what came instead.
struct correction {
    config::node expected;
    std::string got;
};
// The body of the copy number `index` for an output, in the order of the plan; null: there is none.
[[nodiscard]] const output_copy* copy_for(const trial& of, const std::string& output, std::size_t index);
// What differs from the expectations but for those in files, a sentence each; empty when the test passes. `corrections`
// (may be null) hears of those that another text would mend.
[[nodiscard]] std::vector<std::string> differences(const test_case& test, const trial& of,
                                                   std::vector<correction>* corrections = nullptr);

// SUBJECT matches 'REGEX', quoted; the subject is a path, or a 'text'.
[[nodiscard]] std::string pattern_condition(std::string_view subject, std::string_view regex);
[[nodiscard]] std::string quoted_text(std::string_view text);

} // namespace vagus::routes
