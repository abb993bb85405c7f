// The folder that files are dropped into: which file is taken when, and where it is afterwards.
#include "engine/listen/file/drop.hpp"
#include "engine/listen/file/progress.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <unistd.h>

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using namespace vagus::listen::file;
using vagus::listen::file::claim;

namespace {

class inbox {
  public:
    inbox() {
        std::string pattern = (fs::temp_directory_path() / "vagus-inbox-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        home = pattern;
    }
    inbox(const inbox&) = delete;
    inbox& operator=(const inbox&) = delete;
    ~inbox() { fs::remove_all(home); }

    void put(const std::string& name, const std::string& text = "x", std::chrono::seconds age = 0s) const {
        std::ofstream{home / name, std::ios::binary} << text;
        fs::last_write_time(home / name, fs::file_time_type::clock::now() - age);
    }
    [[nodiscard]] drop::terms terms(std::chrono::milliseconds settle = 0ms) const {
        return {{home, home / ".work", home / "failed", home / "done"}, "*.hl7", order::time, settle};
    }
    [[nodiscard]] std::set<std::string> in(const std::string& folder) const {
        std::set<std::string> names;
        for (const auto& each : fs::directory_iterator{home / folder})
            if (each.is_regular_file()) names.insert(each.path().filename());
        return names;
    }

    fs::path home;
};

const drop::steady_time begin{1h};

std::optional<claim> next(drop& from, std::chrono::seconds after = 0s) {
    auto got = from.next(begin + after);
    REQUIRE(got);
    return *got;
}

std::string text_of(const drop& of, const claim& which) {
    auto read = of.read(which, 100);
    REQUIRE(read);
    REQUIRE(read->what == content::kind::whole);
    return read->bytes;
}

} // namespace

TEST_CASE("files are claimed in the order in which they were changed, and end where they are wanted",
          "[listen][file]") {
    inbox here;
    here.put("a.hl7", "second", 10s);
    here.put("b.hl7", "first", 20s);
    drop from{here.terms()};
    REQUIRE(from.open());
    const auto first = next(from);
    REQUIRE(first);
    CHECK(first->name == "b.hl7");
    CHECK(text_of(from, *first) == "first");
    CHECK(here.in(".work") == std::set{first->id + "-b.hl7"});
    REQUIRE(from.finish(*first));
    CHECK(here.in("done") == std::set<std::string>{"b.hl7"});
    const auto second = next(from);
    REQUIRE(second);
    REQUIRE(from.set_aside(*second));
    CHECK(here.in("failed") == std::set{second->id + "-a.hl7"});
    CHECK_FALSE(next(from));
    CHECK(here.in(".work").empty());
    CHECK(here.in(".").empty());
}

TEST_CASE("by name, whatever their times", "[listen][file]") {
    inbox here;
    here.put("b.hl7", "x", 20s);
    here.put("a.hl7", "x", 10s);
    auto how = here.terms();
    how.in = order::name;
    drop from{how};
    REQUIRE(from.open());
    CHECK(next(from)->name == "a.hl7");
    CHECK(next(from)->name == "b.hl7");
}

TEST_CASE("what is being written, hidden, no file, or not asked for is left alone", "[listen][file]") {
    inbox here;
    for (const auto* name : {".a.hl7", "a.hl7.tmp", "a.hl7.part", "a.hl7.filepart", "a.txt"}) here.put(name);
    fs::create_directory(here.home / "folder.hl7");
    fs::create_symlink("/etc/hostname", here.home / "link.hl7");
    drop from{here.terms()};
    REQUIRE(from.open());
    CHECK_FALSE(next(from));
}

TEST_CASE("a file is taken once it has been quiet for `settle`, and none overtakes it", "[listen][file]") {
    inbox here;
    auto how = here.terms(2s);
    how.in = order::name;
    here.put("a.hl7", "grows");
    here.put("b.hl7");
    drop from{how};
    REQUIRE(from.open());
    CHECK_FALSE(next(from));
    CHECK_FALSE(next(from, 1s));
    here.put("a.hl7", "grows on");
    CHECK_FALSE(next(from, 2s)); // b is quiet, and waits for a
    CHECK_FALSE(next(from, 3s));
    CHECK(next(from, 4s)->name == "a.hl7");
    CHECK(next(from, 4s)->name == "b.hl7");
}

TEST_CASE("a file that changes between the look and the claim waits for another look", "[listen][file]") {
    inbox here;
    here.put("a.hl7", "x", 2s);
    here.put("b.hl7", "x", 1s);
    drop from{here.terms()};
    REQUIRE(from.open());
    CHECK(next(from)->name == "a.hl7");
    here.put("b.hl7", "longer");
    CHECK_FALSE(next(from));
    CHECK(next(from)->name == "b.hl7");
}

TEST_CASE("one that is written to after it was claimed is seen to change", "[listen][file]") {
    inbox here;
    here.put("a.hl7", "half");
    drop from{here.terms()};
    REQUIRE(from.open());
    auto which = next(from);
    REQUIRE(which);
    std::ofstream{here.home / ".work" / (which->id + "-a.hl7"), std::ios::app} << " and the rest";
    const auto read = from.read(*which, 100);
    REQUIRE(read);
    REQUIRE(read->what == content::kind::changing);
    which->as = read->as;
    CHECK(text_of(from, *which) == "half and the rest");
}

TEST_CASE("the longest file is read, and one byte more is too long", "[listen][file]") {
    inbox here;
    here.put("a.hl7", std::string(100, 'x'), 2s);
    here.put("b.hl7", std::string(101, 'x'), 1s);
    drop from{here.terms()};
    REQUIRE(from.open());
    CHECK(text_of(from, *next(from)).size() == 100);
    const auto read = from.read(*next(from), 100);
    REQUIRE(read);
    CHECK(read->what == content::kind::too_long);
}

TEST_CASE("a claimed file that cannot be opened stopped its input for ever", "[listen][file]") {
    inbox here;
    here.put("a.hl7");
    drop from{here.terms()};
    REQUIRE(from.open());
    const auto which = next(from);
    REQUIRE(which);
    const auto claimed = here.home / ".work" / (which->id + "-a.hl7");
    fs::remove(claimed);
    fs::create_symlink("/etc/hostname", claimed);
    const auto read = from.read(*which, 100);
    REQUIRE(read);
    CHECK(read->what == content::kind::unreadable);
    CHECK(read->why == "Too many levels of symbolic links");
    REQUIRE(from.set_aside(*which));
    CHECK(fs::is_symlink(here.home / "failed" / (which->id + "-a.hl7")));
    fs::create_directory(claimed);
    CHECK(from.read(*which, 100)->what == content::kind::unreadable);
    fs::remove(claimed);
    CHECK_FALSE(from.read(*which, 100)); // gone: nothing to set aside
}

TEST_CASE("what an earlier life claimed comes first, under the id it had", "[listen][file]") {
    inbox here;
    here.put("a.hl7", "claimed");
    std::string id;
    {
        drop from{here.terms()};
        REQUIRE(from.open());
        id = next(from)->id;
    }
    here.put("b.hl7", "x", 100s);
    drop again{here.terms()};
    REQUIRE(again.open());
    const auto which = next(again);
    REQUIRE(which);
    CHECK(which->id == id);
    CHECK(text_of(again, *which) == "claimed");
    // The move may have happened and not been known: doing it again is no failure.
    REQUIRE(again.finish(*which));
    CHECK(again.finish(*which));
    CHECK(next(again)->name == "b.hl7");
}

TEST_CASE("a name that is taken among those done with loses neither file", "[listen][file]") {
    inbox here;
    drop from{here.terms()};
    REQUIRE(from.open());
    here.put("a.hl7", "one");
    REQUIRE(from.finish(*next(from)));
    here.put("a.hl7", "two");
    const auto second = next(from);
    REQUIRE(second);
    REQUIRE(from.finish(*second));
    CHECK(here.in("done") == std::set<std::string>{"a.hl7", second->id + "-a.hl7"});
}

TEST_CASE("a file is deleted where nothing else is wanted", "[listen][file]") {
    inbox here;
    auto how = here.terms();
    how.where.done.reset();
    here.put("a.hl7");
    drop from{how};
    REQUIRE(from.open());
    REQUIRE(from.finish(*next(from)));
    CHECK(here.in(".work").empty());
    CHECK_FALSE(fs::exists(here.home / "done"));
}

TEST_CASE("the longest name there is can be claimed", "[listen][file]") {
    inbox here;
    const std::string name = std::string(251, 'n') + ".hl7";
    here.put(name);
    drop from{here.terms()};
    REQUIRE(from.open());
    const auto which = next(from);
    REQUIRE(which);
    CHECK(which->name == name.substr(name.size() - longest_name));
    REQUIRE(from.finish(*which));
}

TEST_CASE("of two that watch one folder each file goes to one, and a work folder has one owner", "[listen][file]") {
    inbox here;
    drop one{here.terms()};
    REQUIRE(one.open());
    drop same{here.terms()};
    const auto refused = same.open();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().find("in use by another input or engine") != std::string::npos);

    auto how = here.terms();
    how.where.work = here.home / ".other";
    drop other{how};
    REQUIRE(other.open());
    here.put("a.hl7");
    CHECK(next(one));
    CHECK_FALSE(next(other));
}

TEST_CASE("files that are done with cannot go where they would be taken again", "[listen][file]") {
    inbox here;
    auto how = here.terms();
    how.where.done = here.home;
    const auto refused = drop{how}.open();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().find("would be taken again") != std::string::npos);
    how = here.terms();
    how.where.from = here.home / "nowhere";
    CHECK(drop{how}.open().error() ==
          "the folder " + (here.home / "nowhere").string() + " cannot be opened: No such file or directory");
}

TEST_CASE("how far a file has come is written and read", "[listen][file]") {
    const place at{"0123456789ABCDEFGHJK", 12, 3};
    CHECK(read_place(to_text(at)) == at);
    for (const auto* text : {"", "x", "x 1", "x 1 ", "x a 1", "x 1 -1"}) CHECK_FALSE(read_place(text));
}
