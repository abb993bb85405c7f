// Two texts line by line, as diff -u shows them.
#include "engine/app/line_diff.hpp"
#include "tests/support/catch.hpp"

using vagus::app::line_diff;

TEST_CASE("what is the same shows nothing", "[reload]") {
    CHECK(line_diff("a", "", "").empty());
    CHECK(line_diff("a", "x\ny\n", "x\ny\n").empty());
}

TEST_CASE("a change stands between the lines around it", "[reload]") {
    CHECK(line_diff("a", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n") ==
          "--- a\n+++ a\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
    CHECK(line_diff("a", "", "new\n") == "--- a\n+++ a\n@@ -0,0 +1,1 @@\n+new\n");
    CHECK(line_diff("a", "old\n", "") == "--- a\n+++ a\n@@ -1,1 +0,0 @@\n-old\n");
    CHECK(line_diff("a", "a\nb\nc\n", "a\nc\nd\n") == "--- a\n+++ a\n@@ -1,3 +1,3 @@\n a\n-b\n c\n+d\n");
}

TEST_CASE("changes far from each other are two pieces", "[reload]") {
    std::string middle;
    for (int i = 0; i < 7; ++i) middle += "m\n";
    const auto shown = line_diff("a", "x\n" + middle + "y\n", "X\n" + middle + "Y\n");
    CHECK(shown == "--- a\n+++ a\n@@ -1,4 +1,4 @@\n-x\n+X\n m\n m\n m\n@@ -6,4 +6,4 @@\n m\n m\n m\n-y\n+Y\n");
    const auto near = line_diff("a", "x\nm\nm\nm\nm\nm\nm\ny\n", "X\nm\nm\nm\nm\nm\nm\nY\n");
    CHECK(near.rfind("@@ -") == near.find("@@ -"));
}

TEST_CASE("texts too different to be paired are shown whole", "[reload]") {
    std::string before;
    std::string after;
    for (int i = 0; i < 4200; ++i) before += "a" + std::to_string(i) + "\n", after += "b" + std::to_string(i) + "\n";
    const auto shown = line_diff("a", before, after + before);
    CHECK(shown.starts_with("--- a\n+++ a\n@@ -1,3 +1,4203 @@\n+b0\n")); // what they share at the end is found first
    CHECK(line_diff("a", before, after).starts_with("--- a\n+++ a\n@@ -1,4200 +1,4200 @@\n-a0\n"));
}
