// How tests are written: the fields of `tests:`.
#include "routes/testing.hpp"

#include "config/include.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/expr/time_format.hpp"

#include <utility>

namespace vagus::routes {
namespace {

struct pattern {
    written<std::string> regex;
};

const config::fields<pattern>& pattern_fields() {
    static const auto stated = config::fields<pattern>{"pattern", "A regular expression that must be found."}.required(
        "matches", &pattern::regex, as_written(config::text()), "The expression (RE2); ^ and $ for the whole text.");
    return stated;
}

// A regular expression is checked where it is written.
bool read_pattern(const config::node& value, config::reading& context, expectation& into) {
    pattern made;
    if (!pattern_fields().read(value, context, made)) return false;
    if (auto tried = expr::parse(pattern_condition("MSH-3", made.regex.value)); !tried) {
        context.found.error(made.regex.source, "VG2003", "not a regular expression", tried.error().hint);
        return false;
    }
    into.is = expectation::what::pattern;
    into.text = made.regex.value;
    return true;
}

// A point in time; without an offset it would be another one on every machine.
config::type<wall_us> point_in_time() {
    static constexpr auto words = "a time with its offset, such as 2026-03-01T10:00:00+01:00";
    return {
        .read =
            [](const config::node& value, config::reading& context, wall_us& into) {
                if (!config::is_scalar(value, context, words)) return false;
                static const auto iso = expr::time_format::parse("%Y-%m-%dT%H:%M:%S%z").value();
                const auto read = iso.read(value.text);
                if (!read) return config::wrong_value(value, context, words);
                const auto utc = read->shown.time_since_epoch() - *read->ahead;
                into = std::chrono::microseconds{utc}.count();
                return true;
            },
        .show = [](const wall_us&) { return std::string{}; },
        .schema = [](config::definitions&) { return config::text_schema(words); },
        .words = words,
    };
}

config::type<expectation> expectation_type() {
    auto text = config::text();
    auto pattern_type = config::object(pattern_fields);
    return {
        .read =
            [read = text.read](const config::node& value, config::reading& context, expectation& into) {
                if (value.kind == config::node::shape::map) return read_pattern(value, context, into);
                into.source = value;
                if (!read(value, context, into.text)) return false;
                const bool plain = value.written == config::node::style::plain;
                if (plain && into.text == "absent") into.is = expectation::what::absent;
                if (plain && into.text == "present") into.is = expectation::what::present;
                return true;
            },
        .show = [](const expectation& value) { return value.text; },
        .schema = [text = text.schema, pattern_type](config::definitions& defs) -> boost::json::value {
            return {{"anyOf", {text(defs), pattern_type.schema(defs)}}};
        },
        .words = "a text, absent, present, or { matches: 'REGEX' }",
    };
}

config::type<expected_place> place_type() {
    auto hl7 = config::hl7_path();
    static constexpr auto words = "a path such as PID-3.1, a JSON pointer such as /entry/0/resource/id, a name such as "
                                  "key, or text for all of the body";
    return {
        .read =
            [read = hl7.read](const config::node& value, config::reading& context, expected_place& into) {
                const bool other =
                    !value.text.empty() && (value.text[0] == '/' || (value.text[0] >= 'a' && value.text[0] <= 'z'));
                if (!other) return read(value, context, into.at);
                into.name = value.text;
                return true;
            },
        .show = [](const expected_place& value) { return value.name; },
        .schema = [](config::definitions&) { return config::text_schema(words); },
        .words = words,
    };
}

config::type<expected_message> message_type() {
    return config::map_by(as_written(place_type()), expectation_type());
}

const config::fields<expected_file>& stated_file() {
    static const auto stated =
        config::fields<expected_file>{"matches_file", "The whole body, in a file."}
            .required("matches_file", &expected_file::name, as_written(config::text()),
                      "The file, relative to the configuration.")
            .optional("ignore", &expected_file::ignore, config::list_or_one(place_type()),
                      "JSON pointers or HL7 paths that may differ.")
            .check([](const expected_file& made, const config::node& map, config::reading& context) {
                if (config::stays_inside(made.name.value)) return; // --update writes it
                context.found.error(map.find("matches_file")->value, "VG0013",
                                    "'" + made.name.value + "' leaves the configuration's folder",
                                    "name a file below it, such as expected/result.json");
            });
    return stated;
}

struct strictly {
    bool exact = false;
};
const config::fields<strictly>& strictly_fields() {
    static const auto stated = config::fields<strictly>{"copy", "What an output gets."}.optional(
        "exact", &strictly::exact, config::boolean(),
        "`true`: a value in the body that no place here names is a difference.");
    return stated;
}

bool read_exact(const config::node& value, const config::node* whole_file, config::reading& context,
                expected_copy& into) {
    strictly made;
    if (!strictly_fields().read(value, context, made)) return false;
    into.exact = made.exact;
    if (!made.exact || whole_file == nullptr) return true;
    context.found.error(value.find("exact")->key_at, "VG2018", "`matches_file` is about the whole body already",
                        "leave `exact` out");
    return false;
}

// Paths and values; `json: { POINTER: VALUE }` groups pointers; `exact`, `matches_file` and `ignore` stand beside them.
bool read_copy(const config::node& value, config::reading& context, expected_copy& into) {
    static const auto places = message_type();
    if (value.kind != config::node::shape::map) return places.read(value, context, into.places);
    auto rest = value;
    auto file = value;
    auto exact = value;
    rest.entries.clear();
    file.entries.clear();
    exact.entries.clear();
    for (const auto& each : value.entries) {
        const bool group = each.key == "json" && each.value.kind == config::node::shape::map;
        const bool of_file = each.key == "matches_file" || each.key == "ignore";
        if (group)
            rest.entries.insert(rest.entries.end(), each.value.entries.begin(), each.value.entries.end());
        else
            (of_file ? file : each.key == "exact" ? exact : rest).entries.push_back(each);
    }
    bool good = places.read(rest, context, into.places);
    good = read_exact(exact, file.find("matches_file") ? &file : nullptr, context, into) && good;
    if (file.entries.empty()) return good;
    into.file.emplace();
    return stated_file().read(file, context, *into.file) && good;
}

config::type<expected_copy> copy_type() {
    const auto places = message_type();
    return {
        .read = read_copy,
        .show = [](const expected_copy&) { return std::string{}; },
        .schema = places.schema, // any key
        .words =
            places.words + "; or { matches_file: FILE, ignore: [PLACE] }; `exact: true` beside places forbids others",
    };
}

// `none`, or what `inner` reads.
template <class T, class None> config::type<T> or_none(config::type<T> inner, None none) {
    auto words = inner.words + ", or none";
    return {
        .read =
            [read = inner.read, none](const config::node& value, config::reading& context, T& into) {
                if (value.kind == config::node::shape::scalar && value.text == "none") return none(into), true;
                return read(value, context, into);
            },
        .show = inner.show,
        .schema = [schema = inner.schema](config::definitions& defs) -> boost::json::value {
            return {{"anyOf", {schema(defs), {{"const", "none"}}}}};
        },
        .words = words,
    };
}

config::type<expected_outputs> outputs_type() {
    auto copies = or_none(config::list_or_one(copy_type()), [](expected_copies& into) { into.clear(); });
    auto named = config::map_of(copies);
    config::type<expected_outputs> whole{
        .read = [read = named.read](const config::node& value, config::reading& context,
                                    expected_outputs& into) { return read(value, context, into.named); },
        .show = [](const expected_outputs&) { return std::string{}; },
        .schema = named.schema,
        .words = named.words,
    };
    return or_none(whole, [](expected_outputs& into) { into.none = true; });
}

const config::fields<expectations>& stated_expectations() {
    static const auto stated =
        config::fields<expectations>{"expect", "What must become of the message. What is not named is free."}
            .optional("ack", &expectations::ack, message_type(), "What stands in the ACK: path and value.")
            .optional("routes", &expectations::routes, config::maybe(config::list_or_one(as_written(config::name()))),
                      "The routes that take it, in file order: these and no others.")
            .optional("outputs", &expectations::outputs, config::maybe(outputs_type()),
                      "What each output gets: a list of copies, each of paths (or JSON pointers) and values, or "
                      "`matches_file`; none.")
            .optional("dropped", &expectations::dropped, config::maybe(config::text()),
                      "The reason for which a route drops it.")
            .optional("failed", &expectations::failed, config::maybe(config::text()),
                      "Words in the reason for which a route fails or rejects.")
            .optional("failed_at", &expectations::failed_at, config::maybe(config::text()),
                      "The step at which a route fails or rejects: its number, such as 3 or 2.1, or its name; also "
                      "`match`, and `to OUTPUT`.")
            .optional("deliveries", &expectations::deliveries, config::map_of(delivery_end_type()),
                      "What the answer in `respond` means for what is sent there: delivered, retry, dead_letter or "
                      "hold.")
            .check([](const expectations&, const config::node& map, config::reading& context) {
                if (map.entries.empty())
                    context.found.error(
                        map, "VG2016", "a test without expectations proves nothing",
                        "say what must become of it: routes, outputs, dropped, failed, deliveries or ack");
            });
    return stated;
}

void one_message(const test_case& made, const config::node& map, config::reading& context) {
    if (made.file.has_value() == made.message.has_value())
        context.found.error(map, "VG2017", "a test has one message: give `file` or `message`");
}

} // namespace

std::string quoted_text(std::string_view text) {
    std::string out = "'";
    for (char c : text) out += c == '\'' ? std::string{"''"} : std::string{c};
    return out + "'";
}

std::string pattern_condition(std::string_view subject, std::string_view regex) {
    return std::string{subject} + " matches " + quoted_text(regex);
}

const config::fields<expectations>& expectations_fields() {
    return stated_expectations();
}
const config::fields<expected_file>& expected_file_fields() {
    return stated_file();
}

const config::fields<test_case>& test_case_fields() {
    static const auto stated =
        config::fields<test_case>{"test", "A message and what the rules must make of it."}
            .required("name", &test_case::name, config::text(), "What must be so, as a sentence.")
            .required("input", &test_case::input, as_written(config::name()), "The input it arrives at.")
            .optional("file", &test_case::file, config::maybe(config::text()),
                      "File with the message, relative to the configuration.")
            .optional("message", &test_case::message, config::maybe(config::text()),
                      "The message itself, as a block of lines.")
            .optional("messages", &test_case::messages, config::list(config::text()),
                      "Several messages that arrive one after the other, for rules that remember; what is expected is "
                      "of the last.")
            .optional("now", &test_case::now, point_in_time(), "Time of receipt, such as 2026-03-01T10:00:00+01:00.")
            .required("expect", &test_case::expect, config::object(stated_expectations), "What must become of it.")
            .optional("request", &test_case::request, config::maybe(config::text()),
                      "For an input whose messages are answers: what had been sent, which request(PATH) reads.")
            .optional("needs", &test_case::needs, config::map_of(test_need_type()),
                      "What other systems answer, by the name of the route's need: the answer as a map, a .json file, "
                      "`nothing` or `no_answer`.")
            .optional("respond", &test_case::respond, config::map_of(config::object(test_reply_fields)),
                      "What receivers answer, by output: it enters at every input that has the answers of that output "
                      "as messages, and with `answer` it is the sender's. `on_ack` and `on_status` say what it means, "
                      "and a sender that waits until receivers have the message hears of it.")
            .check([](const test_case& made, const config::node& map, config::reading& context) {
                if (made.messages.empty()) return one_message(made, map, context);
                if (made.file || made.message)
                    context.found.error(map, "VG2017", "a test has `messages`, or one message, not both");
            });
    return stated;
}

} // namespace vagus::routes
