// What steps take away: found before anything goes, so that no removal gives another element the number of one that is
// named.
#include "tests/unit/routes/rules.hpp"

using vagus::routes::after;

TEST_CASE("a list of repetitions that are moved names those that were there", "[routes][move]") {
    CHECK(after("- move: { 'PID-3[1]': PID-2, 'PID-3[2]': PID-4 }", "PID|1||A~B~C||DOE") == "PID|1|A|C|B|DOE");
    CHECK(after("- move: { 'PID-3[3]': PID-2, 'PID-3[1]': PID-4 }", "PID|1||A~B~C||DOE") == "PID|1|C|B|A|DOE");
    CHECK(after("- move: { 'PID-3[1]': PID-2, 'PID-3[last]': PID-4 }", "PID|1||A~B~C||DOE") == "PID|1|A|B|C|DOE");
    CHECK(after("- move: { \"PID-3[.5 == 'X']\": PID-2, 'PID-3[1]': PID-4 }", "PID|1||A^^^^X~B~C") ==
          "PID|1|A^^^^X|B~C|A^^^^X");
    CHECK(after("- move: { 'PID-3[1]': 'PID-3[2]', 'PID-3[2]': 'PID-3[1]' }", "PID|1||A~B~C") == "PID|1||B~A~C");
}

TEST_CASE("the targets of a move are those that were there", "[routes][move]") {
    CHECK(after("- move: { 'PID-3[1]': 'PID-3[3]' }", "PID|1||A~B~C") == "PID|1||B~A");
    CHECK(after("- move: { 'PID-3[1]': PID-2, PID-4: 'PID-3[2]' }", "PID|1||A~B~C|D") == "PID|1|A|D~C|");
    CHECK(after("- move: { 'PID-3[1]': 'PID-3[new]', 'PID-3[2]': 'PID-3[new]' }", "PID|1||A~B~C") == "PID|1||C~A~B");
    CHECK(after("- move: { 'PID-3[1]': PID-2, PID-4.1: 'PID-3[*].4' }", "PID|1||A~B~C|H") == "PID|1|A|B^^^H~C^^^H|");
    CHECK(after("- move: { 'PID-3[1]': PID-2, PID-4.1: 'PID-3[1].4' }", "PID|1||A~B|H") == "PID|1|A|^^^H~B|");
    CHECK(after("- move: { 'PID-3[1]': PID-2, PID-4: PID-3 }", "PID|1||A~B|~H") == "PID|1|A|~H|");
    CHECK(after("- move: { 'PID-3[1]': 'PID-3[new]' }", "PID|1||A") == "PID|1||A");
}

TEST_CASE("a list of segments that are moved names those that were there", "[routes][move]") {
    const auto* const four = "PID|1\rZAA|1\rZAA|2\rZAA|3\rZAA|4";
    CHECK(after("- move: { 'ZAA[1]': 'ZBB[new]', 'ZAA[2]': 'ZBB[new]' }", four) == "PID|1\rZAA|3\rZAA|4\rZBB|1\rZBB|2");
    CHECK(after("- move: { 'ZAA[2]': 'ZBB[new]', 'ZAA[2]-1': PID-2 }", four) == "PID|1|2\rZAA|1\rZAA|3\rZAA|4\rZBB|2");
    CHECK(after("- move: { 'ZAA[1]': 'ZAA[2]', 'ZAA[2]': 'ZAA[1]' }", four) == "PID|1\rZAA|2\rZAA|1\rZAA|3\rZAA|4");
    CHECK(after("- move: { 'ZAA[1]': 'ZBB[new]', PID-1: 'ZAA[*]-2' }", four) ==
          "PID|\rZAA|2|1\rZAA|3|1\rZAA|4|1\rZBB|1");
}

TEST_CASE("a list of what is deleted names what was there", "[routes][delete]") {
    CHECK(after("- delete: ['OBX[1]', 'OBX[2]']", "OBX|1\rOBX|2\rOBX|3\rOBX|4") == "OBX|3\rOBX|4");
    CHECK(after("- delete: ['OBX[2]', 'OBX[1]']", "OBX|1\rOBX|2\rOBX|3\rOBX|4") == "OBX|3\rOBX|4");
    CHECK(after("- delete: ['PID-3[1]', 'PID-3[2]', 'PID-3[1]']", "PID|1||A~B~C") == "PID|1||C");
    CHECK(after("- delete: ['OBX[last]', 'OBX[last]']", "OBX|1\rOBX|2\rOBX|3") == "OBX|1\rOBX|2");
    CHECK(after("- delete: [PID-3.5, \"PID-3[.5 == 'X']\"]", "PID|1||A^^^^X~B^^^^Y") == "PID|1||B^^^^");
    CHECK(after("- delete: ['PID-3[1]', PID-3]", "PID|1||A~B") == "PID|1||");
}
