// File outputs: whole files under their own names, repeats, names that are taken.
#include "tests/io/web_server.hpp"

#include "engine/deliver/file.hpp"
#include "engine/deliver/file/put.hpp"

#include <fstream>
#include <iterator>

using namespace vagus::tests;
namespace fs = std::filesystem;
using vagus::deliver::file::put_result;

namespace {

std::string into(const fs::path& folder, const std::string& name = "${MSH-10}.hl7", const std::string& more = {}) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n"
           "routes: { all: { from: in, to: [out] } }\n"
           "outputs:\n  out:\n    file: { folder: '" +
           folder.string() + "', name: '" + name + "'" + more +
           " }\n"
           "    retry: { first: 50ms, max: 50ms, jitter: 0% }\n";
}

std::string text_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::size_t files_in(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{folder}, fs::directory_iterator{}));
}

} // namespace

TEST_CASE("each message becomes a file of its own, and nothing is left beside it", "[io][file]") {
    temporary_folder out;
    running_engine engine{into(out.path())};
    put(engine, "1");
    put(engine, "../2"); // stays in the folder
    CHECK(engine.events.wait_for("delivery.done", 2));
    CHECK(text_of(out.path() / "1.hl7") == adt("1"));
    CHECK(text_of(out.path() / "%2E.%2F2.hl7") == adt("../2"));
    CHECK(files_in(out.path()) == 2);
    CHECK((fs::status(out.path() / "1.hl7").permissions() & fs::perms::others_all) == fs::perms::none);
}

TEST_CASE("a file may be in another character set, and a body may not", "[io][file]") {
    temporary_folder out;
    running_engine engine{into(out.path(), "${MSH-10}.hl7", ", charset: windows-1252")};
    put(engine, "1", "M\xC3\xBCller");
    CHECK(engine.events.wait_for("delivery.done"));
    auto wanted = adt("1", "M\xFCller");
    wanted.insert(wanted.find("\rPID"), "||||||windows-1252");
    CHECK(text_of(out.path() / "1.hl7") == wanted);
    CHECK(codes_found(into(out.path(), "a", ", charset: UTF-8, body: hl7_json"), out.path()) ==
          std::vector<std::string>{"VG1327"});
}

TEST_CASE("the same file again is a repeat; another content under its name is a dead letter", "[io][file]") {
    temporary_folder out;
    std::ofstream{out.path() / "1.hl7", std::ios::binary} << adt("1");
    std::ofstream{out.path() / "2.hl7", std::ios::binary} << "something else";
    running_engine engine{into(out.path())};
    put(engine, "1");
    put(engine, "2");
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(engine.events.wait_for("delivery.dead"));
    CHECK(text_of(out.path() / "2.hl7") == "something else");
    CHECK(files_in(out.path()) == 2);
}

TEST_CASE("overwrite replaces", "[io][file]") {
    temporary_folder out;
    std::ofstream{out.path() / "last.hl7", std::ios::binary} << "something else";
    running_engine engine{into(out.path(), "last.hl7", ", overwrite: true")};
    put(engine, "1");
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(text_of(out.path() / "last.hl7") == adt("1"));
}

TEST_CASE("a folder that is not there holds the queue until it is", "[io][file]") {
    temporary_folder out;
    running_engine engine{into(out.path() / "later")};
    put(engine, "1");
    CHECK(engine.events.wait_for("output.down"));
    CHECK(engine.events.fact_of("output.down", "reason") ==
          "writing into " + (out.path() / "later").string() + " failed: No such file or directory");
    fs::create_directory(out.path() / "later");
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(text_of(out.path() / "later" / "1.hl7") == adt("1"));
}

TEST_CASE("a name that no file can have is a dead letter", "[io][file]") {
    temporary_folder out;
    running_engine engine{into(out.path())};
    put(engine, std::string(237, 'x'));
    put(engine, "2");
    CHECK(engine.events.wait_for("delivery.dead"));
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(files_in(out.path()) == 1);
}

TEST_CASE("a file that a crash left half written is written anew", "[io][file]") {
    temporary_folder out;
    std::ofstream{out.path() / ".a.part"} << "half";
    CHECK(vagus::deliver::file::put(out.path(), "a", "whole", false).what == put_result::kind::written);
    CHECK(text_of(out.path() / "a") == "whole");
    CHECK(files_in(out.path()) == 1);
    CHECK(vagus::deliver::file::put(out.path(), "a", "whole", false).what == put_result::kind::same);
    CHECK(vagus::deliver::file::put(out.path(), "a", "whale", false).what == put_result::kind::occupied);
    for (const std::string name : {"", ".", "..", ".a", "a/b"})
        CHECK(vagus::deliver::file::put(out.path(), name, "x", false).what == put_result::kind::unusable);
}

TEST_CASE("no value leaves the folder, and no two become one name", "[io][file]") {
    using vagus::deliver::as_file_name;
    CHECK(as_file_name("aZ0-_.x") == "aZ0-_.x");
    CHECK(as_file_name("..") == "%2E.");
    CHECK(as_file_name("a/b\\c\n%2F") == "a%2Fb%5Cc%0A%252F");
    CHECK(as_file_name("").empty());
}

TEST_CASE("a batch has a name without values, a zone, and messages as they are", "[io][file]") {
    temporary_folder out;
    const std::string zone = "site: { timezone: Europe/Vienna }\n";
    const auto batch = [](const std::string& more = {}) { return ", batch: { at: '02:00' }" + more; };
    const auto found = [&](const std::string& yaml) { return codes_found(yaml, out.path()); };
    using codes = std::vector<std::string>;
    CHECK(found(zone + into(out.path(), "lab.hl7", batch())) == codes{});
    CHECK(found(into(out.path(), "lab.hl7", batch())) == codes{"VG3124"});
    CHECK(found(zone + into(out.path(), "${MSH-10}.hl7", batch())) == codes{"VG1329"});
    CHECK(found(zone + into(out.path(), std::string(180, 'x'), batch())) == codes{});
    CHECK(found(zone + into(out.path(), std::string(181, 'x'), batch())) == codes{"VG1329"});
    CHECK(found(zone + into(out.path(), "lab.hl7", batch(", overwrite: true, body: hl7_json"))) ==
          codes{"VG1329", "VG1329"});
    for (const auto* time : {"24:00", "2:00", "02:60", "0200", "-1:00", "02:0x", "ab:cd"})
        CHECK(found(zone + into(out.path(), "lab.hl7", std::string{", batch: { at: '"} + time + "' }")).size() == 1);
}

TEST_CASE("messages of a batch wait for their time, and hold up no stop", "[io][file]") {
    temporary_folder out;
    running_engine engine{"site: { timezone: Europe/Vienna }\n" +
                          into(out.path(), "lab.hl7", ", batch: { at: '02:00' }")};
    put(engine, "1");
    engine.stop(); // at once: nothing is on its way
    CHECK(files_in(out.path()) == 0);
}
