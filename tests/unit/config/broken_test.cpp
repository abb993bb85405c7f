// What people write wrong, and what they are told: code, place, and the words that help.
#include "tests/support/catch.hpp"
#include "tests/unit/config/clinic.hpp"

#include <string>
#include <vector>

namespace {

struct mistake {
    std::string text;
    std::string code;
    std::uint32_t line;
    std::uint32_t column;
    std::string help; // part of what is said or of the fix
};

const std::vector<mistake> mistakes{
    // YAML
    {"version: 1\nversion: 1\n", "VG0003", 2, 1, "first in line 1"},
    {"tables: { t: { a: 1, b: 2, a: 3 } }\n", "VG0003", 1, 28, "'a' stands twice"},
    {"routes:\n\tr: 1\n", "VG0002", 2, 1, "indent with spaces"},
    {"routes:\n  r:\n    from: !a\n", "VG0005", 3, 11, "a tag"},
    {"routes:\n  r: { from: a, match: !exists(PV1) }\n", "VG0005", 2, 24, "'not ...'"},
    {"version: &v 1\n", "VG0005", 1, 10, "an anchor"},
    {"version: *v\n", "VG0005", 1, 10, "an alias"},
    {"version: *\n", "VG0005", 1, 10, "an alias"},
    {"version: 1\n---\nversion: 1\n", "VG0006", 2, 1, "second document"},
    {"- a\n- b\n", "VG0007", 1, 1, "a map of keys"},
    {"hello\n", "VG0007", 1, 1, "a map of keys"},
    {"? [a]\n: 1\n", "VG0008", 1, 3, "quotes"},
    {"null: 1\n", "VG0008", 1, 1, "quotes"},
    {"tables:\n  t: { a: PID-3[.5 == 'MR'].1 }\n", "VG0001", 2, 16, "double quotes"},
    {"tables:\n  t: { a: V${PID-3} }\n", "VG0001", 2, 13, "double quotes"},
    {"tables:\n  t:\n    a: 'MR' == PID-3.5\n", "VG0001", 3, 8, "other kind of quotes"},
    {"tables:\n  t:\n    a: b: c\n", "VG0001", 3, 9, "a second ': '"},
    {"tables:\n  t:\n    a: %x\n", "VG0001", 3, 8, "cannot begin with '%'"},
    {"tables:\n  t:\n    a: @x\n", "VG0001", 3, 8, "cannot begin with '@'"},
    {"tables:\n  t:\n    a: \"x\n", "VG0001", 3, 8, "not closed"},
    {"tables:\n  t:\n    a: 'it''s\n", "VG0001", 3, 8, "not closed"},
    {"tables:\n  t:\n    a: \"x\n    b: 1\n    c: \"y\"\n", "VG0001", 3, 8, "closed only in line 5"},
    {"tables: { t: {a: 1\nversion: 1\n", "VG0001", 2, 8, "not closed"},
    {"tables:\n    t: {}\n  u: {}\n", "VG0001", 3, 3, "indentation"},
    {"version: 1\n  tables: {}\n", "VG0001", 2, 3, "has its value already"},
    {"tables\n  t: {}\n", "VG0001", 1, 1, "lacks its ':'"},
    {"tables: { t: { a: b\x01 } }\n", "VG0011", 1, 20, "control character"},
    {"tables: { t: { \xC3\xA4: \xFF } }\n", "VG0011", 1, 19, "UTF-8"},
    {"version: 1\rtables: {}\r", "VG0011", 1, 11, "line ends"},
    {"routes:\n  r:\n    from: a\n    match: PID-3 matches 'a #b'\n", "VG0004", 4, 0, "double quotes"},
    {"tables: { t: { a: PID-3 matches 'a #b' } }\n", "VG0004", 1, 36, "double quotes"},
    // keys, kinds and shapes
    {"verson: 1\n", "VG1001", 1, 1, "did you mean 'version'?"},
    {"inputs:\n  a: { listen: ':1', max_mesage: 1MiB }\n", "VG1001", 2, 22, "did you mean 'max_message'?"},
    {"inputs:\n  a: { port: ':1' }\n", "VG1001", 2, 8, "did you mean 'listen'?"},
    {"inputs:\n  a: { idle: 5s }\n", "VG1002", 2, 6, "listener needs 'listen'"},
    {"inputs: [a]\n", "VG1003", 1, 9, "found a list"},
    {"inputs: a\n", "VG1003", 1, 9, "found a text"},
    {"inputs:\nversion: 1\n", "VG1004", 1, 1, "{}"},
    {"inputs: { a: { listen: ':1', banner: } }\n", "VG1004", 1, 30, "''"},
    {"inputs: { a: { listen: ':1', banner: ~ } }\n", "VG1004", 1, 30, "''"},
    {"routes:\n  r:\n    from: a\n    steps:\n      - valdrop: x\n", "VG1007", 5, 9, "set, drop, for_each"},
    {"routes:\n  r:\n    from: a\n    steps:\n      - dropp: x\n", "VG1007", 5, 9, "did you mean 'drop'?"},
    {"routes:\n  r:\n    from: a\n    steps:\n      - discard: x\n", "VG1007", 5, 9, "did you mean 'drop'?"},
    {"routes:\n  r:\n    from: a\n    steps:\n      - name: x\n", "VG1008", 5, 9, "does not say what it is"},
    {"routes:\n  r:\n    from: a\n    steps:\n      - drop: PID-3 == ''\n        set: {}\n", "VG1008", 6, 9,
     "one thing"},
    {"routes:\n  r:\n    from: a\n    steps:\n      - drop\n", "VG1003", 5, 9, "drop"},
    {"routes:\n  r:\n    from: a\n    steps:\n      - drop: PID-3 == ''\n        reson: x\n", "VG1001", 6, 9,
     "did you mean 'reason'?"},
    // values
    {"version: one\n", "VG1005", 1, 10, "a whole number from 1 to 1"},
    {"version: 2\n", "VG1006", 1, 10, "out of bounds"},
    {"version: 99999999999999999999\n", "VG1006", 1, 10, "out of bounds"},
    {"inputs: { a: { listen: 2575 } }\n", "VG1005", 1, 24, "did you mean ':2575'?"},
    {"inputs: { a: { listen: ':65536' } }\n", "VG1006", 1, 24, "0 to 65535"},
    {"inputs: { a: { listen: 'tcp://a:1' } }\n", "VG1005", 1, 24, "without the scheme"},
    {"inputs: { a: { listen: ':1', max_message: 16MB } }\n", "VG1005", 1, 43, "did you mean '16MiB'?"},
    {"inputs: { a: { listen: ':1', max_message: 2GiB } }\n", "VG1006", 1, 43, "1KiB to 1GiB"},
    {"inputs: { a: { listen: ':1', idle: 30 } }\n", "VG1005", 1, 36, "did you mean '30s'?"},
    {"inputs: { a: { listen: ':1', idle: 25h } }\n", "VG1006", 1, 36, "1s to 1d"},
    {"inputs: { a: { listen: ':1', jitter: 20 } }\n", "VG1005", 1, 38, "did you mean '20%'?"},
    {"inputs: { a: { listen: ':1', jitter: 51% } }\n", "VG1006", 1, 38, "0% to 50%"},
    {"inputs: { a: { listen: ':1', strict: yes } }\n", "VG1005", 1, 38, "true or false"},
    {"inputs: { a: { listen: ':1', now: clam } }\n", "VG1009", 1, 35, "did you mean 'calm'?"},
    {"inputs: { a: { listen: ':1', strict: true, now: busy } }\n", "VG1010", 1, 30, "contradicts"},
    {"inputs: { 'a b': { listen: ':1' } }\n", "VG1005", 1, 11, "letters, digits"},
    {"inputs: { a: { listen: '${HOME}' } }\n", "VG0015", 1, 25, "${env:NAME}"},
    {"inputs: { a: { listen: '${env:VAGUS_TEST_UNSET}' } }\n", "VG0015", 1, 25, "is not set"},
    {"inputs: { a: { listen: '${file:/nowhere/x}' } }\n", "VG0015", 1, 25, "no such file"},
    {"inputs: { a: { listen: '${env:X' } }\n", "VG0015", 1, 25, "without its '}'"},
    // paths and expressions
    {"routes:\n  r:\n    from: a\n    match: MSH-9.1 = 'ADT'\n", "VG2002", 4, 20, ""},
    {"routes:\n  r:\n    from: a\n    steps:\n      - set: { PID-x: a }\n", "VG2001", 5, 0, ""},
    {"routes:\n  r:\n    from: a\n    steps:\n      - set:\n          PID-3: PID-2.1\n", "VG2005", 6, 18, "${PID-2.1}"},
    {"routes:\n  r:\n    from: a\n    steps:\n      - set:\n          PID-3: $mrn\n", "VG2005", 6, 18, "${$mrn}"},
    {"routes:\n  r:\n    from: a\n    steps:\n      - set:\n          PID-3: a${PID-}\n", "VG2004", 6, 0, ""},
};

} // namespace

TEST_CASE("every mistake is told once, with its place and its cure", "[config]") {
    for (const auto& each : mistakes) {
        const auto read = clinic::read(each.text);
        INFO(each.text << vagus::config::show(read.tree.found, read.tree.files));
        CHECK_FALSE(read.good);
        const auto& all = read.tree.found.all();
        REQUIRE(all.size() == 1);
        CHECK(all[0].code == each.code);
        CHECK(all[0].at.line == each.line);
        if (each.column != 0) CHECK(all[0].at.column == each.column);
        const auto said = all[0].what + " " + all[0].fix;
        CHECK(said.find(each.help) != std::string::npos);
    }
}

TEST_CASE("all mistakes of a file are told in one run, in its order", "[config]") {
    const auto read = clinic::read("verson: 1\n"
                                   "inputs:\n"
                                   "  a: { listen: nowhere, idle: 5 }\n"
                                   "  b: { lsten: ':1' }\n"
                                   "routes:\n"
                                   "  r: { from: a, steps: [{ dropp: x }, { drop: 'PID-3 ==' }] }\n");
    std::vector<std::string> codes;
    for (const auto& f : read.tree.found.all()) codes.push_back(f.code);
    CHECK(codes == std::vector<std::string>{"VG1001", "VG1005", "VG1005", "VG1001", "VG1007", "VG2002"});
    // What has a mistake still exists: nobody is told that there is no input 'b'.
    REQUIRE(read.values.inputs.size() == 2);
    CHECK(read.values.inputs[1].name == "b");
    CHECK(read.values.routes[0].value.from.value == "a");
}

TEST_CASE("a value out of a placeholder is not shown", "[config]") {
    setenv("VAGUS_TEST_SECRET", "hunter2", 1);
    const auto read =
        clinic::read("inputs: { a: { listen: '${env:VAGUS_TEST_SECRET}', idle: '${env:VAGUS_TEST_SECRET}' } }\n");
    REQUIRE(read.tree.found.errors() == 2);
    CHECK(show(read.tree.found, read.tree.files).find("hunter2") == std::string::npos);
    CHECK(show_json(read.tree.found, read.tree.files).find("hunter2") == std::string::npos);
}
