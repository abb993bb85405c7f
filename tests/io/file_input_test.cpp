// File inputs: what becomes of files and of their messages.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/support/wire.hpp"

#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include <unistd.h>

using namespace vagus::tests;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::string from(const fs::path& folder, const std::string& more = {}, const std::string& beside = {}) {
    return "inputs: { in: { file: { path: '" + folder.string() + "', every: 50ms, settle: 0ms" + more + " }" + beside +
           " } }\n";
}

std::string into_files(const fs::path& folder) {
    return "routes: { all: { from: in, to: [out] } }\n"
           "outputs: { out: { file: { folder: '" +
           folder.string() + "', name: '${MSH-10}.hl7' } } }\n";
}

// As those who write files do it: whole or not at all.
void drop(const fs::path& folder, const std::string& name, const std::string& text) {
    std::ofstream{folder / (name + ".tmp"), std::ios::binary} << text;
    fs::rename(folder / (name + ".tmp"), folder / name);
}

std::set<std::string> names(const fs::path& folder) {
    std::set<std::string> found;
    if (!fs::exists(folder)) return found;
    for (const auto& each : fs::directory_iterator{folder})
        if (each.is_regular_file()) found.insert(each.path().filename());
    return found;
}

std::string text_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

constexpr std::uint64_t plenty = std::uint64_t{1} << 40U;

} // namespace

TEST_CASE("files of one message, of many, with frames, and of a batch are taken message by message", "[io][file]") {
    temporary_folder in;
    temporary_folder out;
    running_engine engine{from(in.path()) + into_files(out.path())};
    drop(in.path(), "1.hl7", adt("one"));
    REQUIRE(engine.events.wait_for("file.taken", 1));
    drop(in.path(), "2.hl7", adt("two") + adt("three"));
    REQUIRE(engine.events.wait_for("file.taken", 2));
    drop(in.path(), "3.hl7", "\x0B" + adt("four") + "\x1C\r\x0B" + adt("five") + "\x1C\r");
    REQUIRE(engine.events.wait_for("file.taken", 3));
    drop(in.path(), "4.hl7", "FHS|^~\\&\rBHS|^~\\&\r" + adt("six") + adt("seven") + "BTS|2\rFTS|1\r");
    REQUIRE(engine.events.wait_for("file.taken", 4));
    REQUIRE(engine.events.wait_for("delivery.done", 7));
    CHECK(names(out.path()).size() == 7);
    CHECK(text_of(out.path() / "six.hl7") == adt("six"));
    CHECK(names(in.path() / "done") == std::set<std::string>{"1.hl7", "2.hl7", "3.hl7", "4.hl7"});
    CHECK(names(in.path()).empty());
    CHECK(names(in.path() / ".vagus").empty());
}

TEST_CASE("a text file's line ends leave as HL7 has them", "[io][file]") {
    temporary_folder in;
    temporary_folder out;
    running_engine engine{from(in.path()) + into_files(out.path())};
    std::string text = adt("lf");
    for (std::size_t at = 0; (at = text.find('\r', at)) != std::string::npos; at += 2) text.replace(at, 1, "\r\n");
    drop(in.path(), "lf.hl7", text + "\n");
    REQUIRE(engine.events.wait_for("delivery.done"));
    CHECK(text_of(out.path() / "lf.hl7") == adt("lf"));
}

TEST_CASE("a file that is no HL7, is empty, too long, or a batch that lacks a message has failed, and says why",
          "[io][file]") {
    temporary_folder in;
    running_engine engine{from(in.path(), ", max_file: 2KiB, order: name")};
    drop(in.path(), "1", "A text about Muster^Max.");
    drop(in.path(), "2", "");
    drop(in.path(), "3", adt("long", std::string(2048, '1')));
    drop(in.path(), "4", "BHS|^~\\&\r" + adt("a") + "BTS|2\r");
    REQUIRE(engine.events.wait_for("file.failed", 4));
    CHECK(engine.events.fact_of("file.failed", "reason") == "it holds no HL7 message");
    const auto id = engine.events.fact_of("file.failed", "file");
    CHECK(id.size() == 20);
    CHECK(names(in.path() / "failed").contains(id + "-1"));
    CHECK(names(in.path() / "failed").size() == 4);
    CHECK(engine.events.count("message.unmatched") + engine.events.count("message.refused") == 0);
}

TEST_CASE("half a message at the end of a file of frames was taken for a whole one", "[io][file]") {
    temporary_folder in;
    running_engine engine{from(in.path())};
    const auto frame = [](const std::string& control) { return "\x0B" + adt(control) + "\x1C\r"; };
    drop(in.path(), "1", frame("one") + "\x0B" + adt("two").substr(0, 100));
    REQUIRE(engine.events.wait_for("file.failed", 1));
    CHECK(engine.events.fact_of("file.failed", "reason") == "it is cut off inside a frame");
    drop(in.path(), "2", frame("one") + adt("two"));
    REQUIRE(engine.events.wait_for("file.failed", 2));
    CHECK(engine.events.count("message.unmatched") + engine.events.count("message.refused") == 0);
    drop(in.path(), "3", frame("one") + "\r\n" + frame("two") + "\x1A");
    REQUIRE(engine.events.wait_for("file.taken"));
    CHECK(engine.events.comes_to("message.unmatched", 2));
}

TEST_CASE("a file that may not be read has failed, and those behind it are taken", "[io][file]") {
    if (::geteuid() == 0) return; // root may read everything
    temporary_folder in;
    drop(in.path(), "1", adt("one"));
    drop(in.path(), "2", adt("two"));
    fs::permissions(in.path() / "1", fs::perms::none);
    running_engine engine{from(in.path(), ", order: name")};
    REQUIRE(engine.events.wait_for("file.taken"));
    CHECK(engine.events.fact_of("file.failed", "reason") == "it cannot be read: Permission denied");
    CHECK(engine.events.count("folder.unusable") == 0);
}

TEST_CASE("a message that is refused is kept, the others are taken, and the file has failed", "[io][file]") {
    temporary_folder in;
    running_engine engine{from(in.path())};
    drop(in.path(), "some.hl7", adt("one") + "MSH|bad\r" + adt("three"));
    REQUIRE(engine.events.wait_for("file.failed"));
    CHECK(engine.events.fact_of("file.failed", "reason") == "1 of its 3 messages were refused; the others are taken");
    CHECK(engine.events.comes_to("message.refused", 1));
    CHECK(engine.events.comes_to("message.unmatched", 2));
}

TEST_CASE("a file that was begun is gone on with after a restart: nothing twice, nothing left out", "[io][file]") {
    temporary_folder home;
    temporary_folder in;
    const auto yaml = from(in.path(), ", then: delete", ", dedup: none");
    std::string text;
    for (int i = 0; i < 400; ++i) text += adt(std::to_string(i));
    std::size_t before = 0;
    {
        running_engine engine{yaml, home.path()};
        drop(in.path(), "many.hl7", text);
        REQUIRE(engine.events.wait_for("message.unmatched", 5));
        engine.stop();
        before = engine.events.count("message.unmatched");
        CHECK(engine.events.count("file.taken") == 0);
    }
    CHECK(names(in.path() / ".vagus").size() == 1);
    running_engine again{yaml, home.path()};
    for (std::size_t some = 50; before + some < 400; some += 50)
        REQUIRE(again.events.wait_for("message.unmatched", some)); // a commit each, which a disk may take its time for
    REQUIRE(again.events.wait_for("file.taken"));
    CHECK(before + again.events.count("message.unmatched") == 400);
    CHECK(names(in.path() / ".vagus").empty());
}

TEST_CASE("below the store's floor no file is begun, and it goes on once there is room", "[io][file]") {
    temporary_folder in;
    small_disk disk{1000};
    running_engine engine{from(in.path()), {}, disk};
    REQUIRE(engine.events.wait_for("store.below_floor"));
    drop(in.path(), "waits.hl7", adt("waits"));
    std::this_thread::sleep_for(300ms);
    CHECK(engine.events.count("message.unmatched") == 0);
    CHECK(names(in.path()) == std::set<std::string>{"waits.hl7"});
    disk.leave(plenty);
    CHECK(engine.events.wait_for("file.taken"));
}

TEST_CASE("a file that needs more than what is left of site.in_flight waited without a word", "[io][file]") {
    temporary_folder in;
    running_engine engine{"site: { in_flight: 1MiB }\ninputs:\n  in: { file: { path: '" + in.path().string() +
                          "', every: 50ms, settle: 0ms, max_file: 512KiB } }\n"
                          "  slow: { mllp: { listen: '127.0.0.1:0', max_message: 1MiB } }\n"};
    wire sender{engine.port_of("slow")};
    sender.send("\x0B" + adt("half") + std::string(700'000, 'x')); // and is silent
    REQUIRE(sender.taken());
    std::this_thread::sleep_for(200ms);
    drop(in.path(), "large.hl7", adt("large", "0012345", "NTE|1||" + std::string(400'000, 'y') + "\r"));
    REQUIRE(engine.events.wait_for("input.waits"));
    CHECK(engine.events.count("file.taken") == 0);
    sender.close();
    CHECK(engine.events.wait_for("file.taken"));
    CHECK(engine.events.comes_to("input.waits", 1));
}

TEST_CASE("a folder that is not there stops nobody, is told once, and is used when it comes", "[io][file]") {
    temporary_folder home;
    running_engine engine{from(home.path() / "later")};
    REQUIRE(engine.events.wait_for("folder.unusable"));
    std::this_thread::sleep_for(200ms);
    CHECK(engine.events.comes_to("folder.unusable", 1));
    fs::create_directory(home.path() / "later");
    drop(home.path() / "later", "a.hl7", adt("a"));
    REQUIRE(engine.events.wait_for("folder.usable"));
    CHECK(engine.events.wait_for("file.taken"));
}

TEST_CASE("a file input has no answers to promise, and says what `then` may be", "[io][file]") {
    temporary_folder in;
    CHECK(codes_found(from(in.path(), "", ", ack: { mode: original }"), in.path()) ==
          std::vector<std::string>{"VG1001"});
    CHECK(codes_found(from(in.path(), ", then: keep"), in.path()) == std::vector<std::string>{"VG1211"});
    CHECK(codes_found(from(in.path(), ", then: { move: done }"), in.path()).empty());
    CHECK(codes_found(from(in.path(), ", max_file: 129MiB"), in.path()) == std::vector<std::string>{"VG3103"});
}
