// What came of a message against what its test expects.
#include "parsers/expr/evaluate.hpp"
#include "parsers/path/read.hpp"
#include "routes/attributes.hpp"
#include "routes/binding.hpp"
#include "routes/bodies/json.hpp"
#include "routes/exact.hpp"
#include "routes/limits.hpp"
#include "routes/testing.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace vagus::routes {
namespace {

// Of "routes/adt.yaml:22 step 3.1 \"set MSH-3\": why", or of "routes/adt.yaml:5 match: why".
bool failed_at(std::string_view text, const std::string& step) {
    static constexpr std::string_view word = " step ";
    const auto found = text.find(word);
    const auto colon = text.find(": ");
    if (found == std::string_view::npos || colon < found) return text.substr(0, colon + 1).ends_with(" " + step + ":");
    text.remove_prefix(found + word.size());
    if (text.starts_with(step + " \"")) return true;
    text.remove_prefix(std::min(text.find(' ') + 1, text.size()));
    return text.starts_with("\"" + step + "\"");
}

class comparison {
  public:
    comparison(const trial& of, std::vector<correction>* corrections)
        : of_{of}
        , corrections_{corrections}
        , says_{additions_of(of.written.dictionary)}
        , aliases_{aliases_of(of.written, says_)} {}

    std::vector<std::string> run(const test_case& test) && {
        const auto& expect = test.expect;
        if (expect.routes) routes(*expect.routes);
        if (expect.dropped) dropped(*expect.dropped);
        failures(expect);
        if (expect.outputs) outputs(*expect.outputs);
        for (const auto& each : expect.deliveries) delivery(each.name, each.value);
        if (!expect.ack.empty() && !of_.ack) say("no ACK is sent, and the test expects one");
        if (of_.ack) message("ACK", expect.ack, *of_.ack);
        return std::move(out_);
    }

  private:
    void correct(const expectation& expected, std::string_view got) {
        if (corrections_) corrections_->push_back({expected.source, std::string{got}});
    }
    void say(std::string text) { out_.push_back(std::move(text)); }

    void routes(const std::vector<written<std::string>>& stated) {
        std::vector<std::string> expected;
        for (const auto& each : stated) expected.push_back(each.value);
        std::vector<std::string> taken;
        for (auto each : of_.made.matched) taken.push_back(of_.ran.route_names()[each]);
        if (taken != expected) say("taken by " + listed(taken) + ", expected " + listed(expected));
    }
    void dropped(const std::string& expected) {
        if (std::ranges::find(of_.made.drops, expected, &routes::dropped::reason) != of_.made.drops.end()) return;
        std::vector<std::string> reasons;
        for (const auto& each : of_.made.drops) reasons.push_back("'" + each.reason + "'");
        say("dropped for " + listed(reasons) + ", expected '" + expected + "'");
    }
    // A failure nobody expects is a difference too.
    void failures(const expectations& expect) {
        const bool expected = expect.failed || expect.failed_at;
        bool met = false;
        for (const auto& each : of_.made.failures) {
            const bool as_said = expected && (!expect.failed || each.text.contains(*expect.failed)) &&
                                 (!expect.failed_at || failed_at(each.text, *expect.failed_at));
            if (as_said)
                met = true;
            else
                say("route " + of_.ran.route_names()[each.route] + " failed: " + each.text);
        }
        if (met || !expected) return;
        say("no route failed" + (expect.failed ? " with '" + *expect.failed + "'" : "") +
            (expect.failed_at ? " at '" + *expect.failed_at + "'" : ""));
    }
    void delivery(const std::string& output, delivery_end expected) {
        const auto came = of_.ends.find(output);
        if (came == of_.ends.end()) return say(output + " gets no copy, so its receiver answers nothing");
        if (came->second == expected) return;
        say("what its receiver answers makes it `" + std::string{to_text(came->second)} + "` for " + output +
            ", expected `" + std::string{to_text(expected)} + "`");
    }
    void outputs(const expected_outputs& expected) {
        if (expected.none) {
            for (const auto& each : of_.made.copies) say(name_of(each) + " gets a copy, expected none");
            return;
        }
        for (const auto& each : expected.named) copies(each.name, each.value);
    }
    void copies(const std::string& output, const expected_copies& expected) {
        std::vector<const output_copy*> made;
        for (const auto& each : of_.made.copies)
            if (name_of(each) == output) made.push_back(&each);
        if (made.size() != expected.size())
            say(output + " gets " + copies_text(made.size()) + ", expected " + copies_text(expected.size()) + ended());
        for (std::size_t i = 0; i < std::min(made.size(), expected.size()); ++i) {
            auto who = output + (made.size() > 1 ? " copy " + std::to_string(i + 1) : "");
            copy(who, expected[i].places, *made[i]);
            if (expected[i].exact) nothing_else(who, expected[i].places, *made[i]);
        }
    }

    void copy(const std::string& who, const expected_message& expected, const output_copy& got) {
        expected_message paths;
        expected_message pointers;
        for (const auto& each : expected) {
            const auto& place = each.key.value;
            if (!place.is_path() && !place.is_pointer())
                beside(who, place.name, each.value, got);
            else
                (place.is_path() ? paths : pointers).push_back(each);
        }
        if (!pointers.empty()) body(who, pointers, got);
        if (paths.empty()) return;
        if (!got.body) return message(who, paths, of_.message);
        auto read = hl7::message::parse(*got.body);
        if (read) return message(who, paths, *read);
        say(who + " is no HL7 message (JSON is expected by pointers such as /entry/0): " + hl7::to_text(read.error()));
    }
    void nothing_else(const std::string& who, const expected_message& expected, const output_copy& got) {
        const auto also = others_in(expected, got);
        if (!also) return say(who + " is neither HL7 nor JSON: `exact` says nothing of it");
        for (std::size_t i = 0; i < std::min(also->size(), others_told); ++i)
            say(who + ": " + (*also)[i] + ", and the test does not name it (exact)");
        if (also->size() > others_told)
            say(who + ": and " + std::to_string(also->size() - others_told) + " more that it does not name");
    }
    std::optional<std::vector<std::string>> others_in(const expected_message& expected, const output_copy& got) {
        std::optional<hl7::message> made;
        if (got.body) {
            if (auto read = hl7::message::parse(*got.body)) made = std::move(*read);
        }
        if (const auto* message = got.body ? (made ? &*made : nullptr) : &of_.message) {
            std::vector<named_place> places;
            for (const auto& each : expected)
                if (auto p = each.key.value.is_path() ? bound(each.key.value.at) : std::nullopt)
                    places.push_back({std::move(*p), each.value.is == expectation::what::present});
            return unnamed(*message, places);
        }
        const auto body = bodies::json::read(*got.body);
        if (!body) return std::nullopt;
        std::vector<std::string> pointers;
        for (const auto& each : expected)
            if (each.key.value.is_pointer()) pointers.push_back(each.key.value.name);
        return unnamed(*body, pointers);
    }
    // An alias that nobody has is said where it is compared.
    std::optional<path::path> bound(const path::path& at) const {
        static const expr::tables no_tables;
        auto p = expr::bind(at, expr::names{.paths = aliases_, .codes = no_tables, .says = says_});
        if (!p) return std::nullopt;
        return std::move(*p);
    }
    void beside(const std::string& who, const std::string& name, const expectation& expected, const output_copy& got) {
        if (name == "text") // the body, whatever it is
            return text(who + ": text", got.body ? *got.body : std::string{of_.message.bytes()}, expected);
        const auto all = decode_attributes(got.attributes).value_or(attributes{});
        const bool there = std::ranges::find(all, name, &attribute::name) != all.end();
        text(who + ": " + name, there ? std::optional{std::string{value_of(all, name)}} : std::nullopt, expected);
    }
    void body(const std::string& who, const expected_message& expected, const output_copy& got) {
        const auto read = bodies::json::read(got.body ? *got.body : "");
        if (!read) return say(who + " is no JSON: " + read.error());
        for (const auto& each : expected) {
            const auto& pointer = each.key.value.name;
            const auto* found = bodies::json::at_pointer(*read, pointer);
            text(who + ": " + pointer, found ? std::optional{json_text(*found)} : std::nullopt, each.value);
        }
    }
    // A text as it is, anything else as it is written.
    static std::string json_text(const bodies::json::value& of) {
        return of.is == bodies::json::value::kind::text ? of.text : bodies::json::write(of);
    }
    void text(const std::string& where, const std::optional<std::string>& got, const expectation& expected) {
        using what = expectation::what;
        if (expected.is == what::absent) {
            if (got) say(where + " is there, expected absent");
            return;
        }
        if (!got)
            return say(where + " is absent, expected " +
                       (expected.is == what::present ? "present" : "'" + expected.text + "'"));
        if (expected.is == what::text && *got != expected.text) {
            say(where + " is '" + *got + "', expected '" + expected.text + "'");
            correct(expected, *got);
        }
        if (expected.is != what::pattern) return;
        const auto condition = expr::parse(pattern_condition(quoted_text(*got), expected.text));
        path::budget cost{limits::elements_per_route};
        if (!condition || !expr::holds(*condition->root, {of_.message.read(), cost}))
            say(where + " is '" + *got + "', expected to match '" + expected.text + "'");
    }
    // Why there may be fewer copies than expected.
    [[nodiscard]] std::string ended() const {
        if (!of_.made.drops.empty()) return " (dropped: " + of_.made.drops.front().reason + ")";
        return of_.made.unmatched() ? " (no route takes the message)" : "";
    }

    void message(const std::string& who, const expected_message& expected, const hl7::message& got) {
        for (const auto& each : expected) {
            if (!each.key.value.is_path()) {
                say(who + ": " + each.key.value.name + " is no place in an HL7 message; write a path such as MSA-1");
                continue;
            }
            static const expr::tables no_tables;
            auto p = expr::bind(each.key.value.at, expr::names{.paths = aliases_, .codes = no_tables, .says = says_});
            if (!p) {
                const bool alias = p.error().is == expr::unknown_name::what::alias;
                say(who + ": " +
                    (alias ? "no alias named '$" + p.error().name + "'" : p.error().name + "; " + p.error().in));
                continue;
            }
            element(who, *p, each.value, got);
        }
    }
    void element(const std::string& who, const path::path& p, const expectation& expected, const hl7::message& got) {
        path::budget cost{limits::elements_per_route};
        const auto document = got.read();
        const path::scope at{document, cost};
        const bool there = path::exists(p, at);
        const auto value = p.field ? path::read(p, at) : path::value{};
        const auto where = who + ": " + path::to_text(p);
        switch (expected.is) {
        case expectation::what::text:
            if (value.view() == expected.text) return;
            say(where + is(value) + "expected '" + expected.text + "'");
            return correct(expected, value.view());
        case expectation::what::absent:
            if (there) say(where + " is there, expected absent");
            return;
        case expectation::what::present:
            if (!there) say(where + " is absent, expected present");
            return;
        case expectation::what::pattern: break;
        }
        auto condition = expr::parse(pattern_condition(path::to_text(p), expected.text));
        if (!condition || !expr::holds(*condition->root, at))
            say(where + is(value) + "expected to match '" + expected.text + "'");
    }
    static std::string is(const path::value& value) { return " is '" + std::string{value.view()} + "', "; }

    [[nodiscard]] const std::string& name_of(const output_copy& copy) const {
        return of_.ran.output_names()[copy.output];
    }
    static std::string copies_text(std::size_t n) {
        return n == 0 ? "no copy" : n == 1 ? "1 copy" : std::to_string(n) + " copies";
    }
    static std::string listed(const std::vector<std::string>& names) {
        std::string out;
        for (const auto& each : names) out += (out.empty() ? "" : ", ") + each;
        return out.empty() ? "nothing" : out;
    }

    const trial& of_;
    std::vector<correction>* corrections_;
    hl7::vocabulary says_;
    expr::aliases aliases_;
    std::vector<std::string> out_;
};

} // namespace

const output_copy* copy_for(const trial& of, const std::string& output, std::size_t index) {
    for (const auto& each : of.made.copies)
        if (of.ran.output_names()[each.output] == output && index-- == 0) return &each;
    return nullptr;
}

std::vector<std::string> differences(const test_case& test, const trial& of, std::vector<correction>* corrections) {
    return comparison{of, corrections}.run(test);
}

} // namespace vagus::routes
