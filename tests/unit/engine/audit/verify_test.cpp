#include "engine/audit/verify.hpp"
#include "tests/unit/engine/audit/written.hpp"

#include <algorithm>
#include <vector>

using namespace vagus::audit;
using namespace vagus::audit::test;

namespace {

// Four entries: the start, and three acts.
struct bench {
    store_folder folder;
    std::string bytes;
    bench() {
        const auto all = open(folder);
        for (const auto* who : {"anna", "berta", "clara"}) REQUIRE(all->record(act(who, "output.hold")));
        bytes = bytes_of(folder.newest());
    }
    verdict with(const std::string& changed) const {
        overwrite(folder.newest(), changed);
        return verify(folder.audit());
    }
    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        for (std::size_t at = 0; at < bytes.size(); at = bytes.find('\n', at) + 1)
            all.push_back(bytes.substr(at, bytes.find('\n', at) + 1 - at));
        return all;
    }
    static std::string joined(const std::vector<std::string>& all) {
        std::string whole;
        for (const auto& each : all) whole += each;
        return whole;
    }
};

bool names(const verdict& what, const std::string& words) {
    return std::ranges::any_of(what.faults, [&](const auto& fault) { return fault.contains(words); });
}

} // namespace

TEST_CASE("an audit that nobody touched holds", "[audit]") {
    const bench at;
    const auto found = verify(at.folder.audit());
    CHECK(found.well());
    CHECK(found.remarks.empty());
    CHECK(found.entries == 4);
    CHECK(found.last.n == 4);
    CHECK(verify("/nowhere").entries == 0);
}

TEST_CASE("each bit of an audit that is flipped is found, in its line", "[audit]") {
    const bench at;
    std::size_t line = 1;
    for (std::size_t i = 0; i < at.bytes.size(); ++i) {
        auto changed = at.bytes;
        changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
        const auto found = at.with(changed);
        INFO("byte " << i << ", line " << line);
        CHECK_FALSE(found.well());
        // A line's end that is none joins it with the next; the last one's makes it look torn, which the head denies.
        if (i + 1 < at.bytes.size()) CHECK(found.faults.front().contains(":" + std::to_string(line) + ": "));
        if (at.bytes[i] == '\n') ++line;
    }
}

TEST_CASE("a line that was removed is named by what is missing", "[audit]") {
    const bench at;
    for (std::size_t gone = 0; gone < 4; ++gone) {
        auto lines = at.lines();
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(gone));
        const auto found = at.with(bench::joined(lines));
        INFO(gone);
        CHECK(names(found, gone == 3 ? "head: names entry 4, and the last one here is 3" : "is missing"));
    }
}

TEST_CASE("lines that changed places are found", "[audit]") {
    const bench at;
    for (std::size_t first = 0; first < 3; ++first) {
        auto lines = at.lines();
        std::swap(lines[first], lines[first + 1]);
        CHECK(names(at.with(bench::joined(lines)), "stands where"));
    }
}

TEST_CASE("wherever the audit is cut, it is found", "[audit]") {
    const bench at;
    for (std::size_t size = 0; size < at.bytes.size(); size += 5)
        CHECK(names(at.with(at.bytes.substr(0, size)), "lines were cut off at the end"));
}

TEST_CASE("a line made anew with its own hash does not follow", "[audit]") {
    const bench at;
    auto lines = at.lines();
    auto forged = read(std::string_view{lines[1]}.substr(0, lines[1].size() - 1));
    REQUIRE(forged);
    forged->what.who = "somebody else";
    lines[1] = written(forged->what, forged->previous).text;
    const auto found = at.with(bench::joined(lines));
    REQUIRE(found.faults.size() == 1);
    CHECK(found.faults[0].ends_with(":3: entry 3 does not follow the one before it"));
}

TEST_CASE("an audit made anew to its end is found by what was noted elsewhere", "[audit]") {
    const bench at;
    const auto known = verify(at.folder.audit()).last;
    CHECK(verify(at.folder.audit(), known).well());
    std::filesystem::remove_all(at.folder.audit());
    {
        const auto all = open(at.folder);
        for (const auto* who : {"anna", "berta", "nobody"}) REQUIRE(all->record(act(who, "output.hold")));
    }
    CHECK(verify(at.folder.audit()).well());
    CHECK(names(verify(at.folder.audit(), known), "entry 4 is not the one that was known"));
}

TEST_CASE("without a head lines at the end may be missing, and another head is found", "[audit]") {
    const bench at;
    const auto head = at.folder.audit() / "head";
    overwrite(head, head_text({4, std::string(64, 'a')}));
    CHECK(names(verify(at.folder.audit()), "names another entry 4"));
    std::filesystem::remove(head);
    CHECK(names(verify(at.folder.audit()), "is not there or cannot be read"));
}

TEST_CASE("the chain goes over files, and one that is removed, cut or renamed is found", "[audit]") {
    const store_folder folder;
    {
        terms how;
        how.file_size = 1; // a file for each entry
        const auto all = open(folder, how);
        for (int i = 0; i < 4; ++i) REQUIRE(all->record(act("anna", "output.hold")));
    }
    auto files = files_of(folder.audit());
    REQUIRE(files.size() == 5);
    CHECK(verify(folder.audit()).well());
    CHECK(verify(folder.audit()).entries == 5);
    const auto third = files[2].path;
    const auto bytes = bytes_of(third);

    overwrite(third, bytes.substr(0, bytes.size() - 1));
    CHECK(names(verify(folder.audit()), "ends in the middle of a line"));
    std::filesystem::remove(third);
    CHECK(names(verify(folder.audit()), "entries 3 to 3 are missing before this file"));
    overwrite(third, bytes);
    std::filesystem::remove(files[0].path);
    CHECK(names(verify(folder.audit()), "entries 1 to 1 are missing before this file"));
}

TEST_CASE("of many faults the first hundred are listed", "[audit]") {
    const bench at;
    std::string noise;
    for (std::size_t i = 0; i < 2 * faults_listed; ++i) noise += "x\n";
    CHECK(at.with(noise).faults.size() == faults_listed);
}
