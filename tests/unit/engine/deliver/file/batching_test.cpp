// Files of many messages: when they are due, what is in them, and what a crash leaves.
#include "engine/deliver/file/batch_file.hpp"
#include "engine/deliver/file/batching.hpp"
#include "engine/deliver/file/slot.hpp"
#include "tests/support/catch.hpp"

#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include <unistd.h>

using namespace vagus;
using namespace vagus::deliver::file;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using queue::attempt_result;

namespace {

using micros = std::chrono::sys_time<std::chrono::microseconds>;

// 2026-03-01T01:00:00Z is 02:00 in Vienna.
constexpr micros utc(int month, int day, int hour, int minute = 0, int second = 0) {
    return std::chrono::sys_days{std::chrono::year{2026} / month / day} + std::chrono::hours{hour} +
           std::chrono::minutes{minute} + std::chrono::seconds{second};
}

std::shared_ptr<const zones::zone> vienna() {
    return zones::zone::named("Europe/Vienna");
}

struct folder {
    fs::path path = fs::temp_directory_path() / ("vagus-batches-" + std::to_string(::getpid()));
    folder() {
        fs::remove_all(path);
        fs::create_directory(path);
    }
    ~folder() { fs::remove_all(path); }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;

    // By name.
    [[nodiscard]] std::map<std::string, std::string> files() const {
        std::map<std::string, std::string> all;
        for (const auto& each : fs::directory_iterator{path}) {
            std::ifstream in{each.path(), std::ios::binary};
            all[each.path().filename().string()] = {std::istreambuf_iterator<char>{in}, {}};
        }
        return all;
    }
};

struct set_clock final : clock {
    [[nodiscard]] wall_us wall() const override { return now.time_since_epoch().count(); }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return {}; }
    micros now;
};

// A queue in the test's hands.
struct bench final : queue::pipeline::owner {
    explicit bench(const fs::path& in, batching how = {.at = 2h})
        : pipeline{make_batches({how, in.string(), "lab", ".hl7", vienna()}, context, *this, time, state)} {}

    void reported(std::uint64_t ticket, attempt_result result, bool) override { said[ticket] = std::move(result); }
    void room() override { ++rooms; }
    void down(const std::string&) override {}

    [[nodiscard]] bool send(std::uint32_t row, micros received, const std::string& body) {
        store::queued_delivery made;
        made.message = {1, 0, 1, row};
        made.body = std::make_shared<const std::string>(body);
        made.received = received.time_since_epoch().count();
        return pipeline->send(made, row);
    }
    // Until so many have been reported.
    void wait_for(std::size_t reports) {
        for (int i = 0; i < 60'000 && said.size() < reports; ++i) {
            context.restart();
            context.poll();
            std::this_thread::sleep_for(1ms); // for the disk's thread
        }
        REQUIRE(said.size() == reports);
    }
    [[nodiscard]] bool delivered(std::uint64_t ticket) { return said[ticket].verdict == queue::judgement::delivered; }

    boost::asio::io_context context{1};
    set_clock time;
    deliver::remark state;
    std::map<std::uint64_t, attempt_result> said;
    int rooms = 0;
    std::unique_ptr<queue::pipeline> pipeline;
};

const std::string first = "MSH|^~\\&|LAB|H|||20260301||ORU^R01|1|P|2.5\rPID|1||A\r";
const std::string second = "MSH|^~\\&|LAB|H|||20260301||ORU^R01|2|P|2.5\rPID|1||B";

std::string as_file(const std::string& name, const std::string& id, const std::string& messages, int count) {
    const auto head = "|^~\\&|||||20260302020000+0100||" + name + "||" + id + "\r";
    return "FHS" + head + "BHS" + head + messages + "BTS|" + std::to_string(count) + "\rFTS|1\r";
}
const std::string id_1 = to_text(message_id{1, 0, 1, 1});
const std::string id_2 = to_text(message_id{1, 0, 1, 2});
const std::string file_1 = "lab-20260302-0200-" + id_1 + ".hl7";
const std::string file_2 = "lab-20260302-0200-" + id_2 + ".hl7";

} // namespace

TEST_CASE("a message is due at the first time of day after it came, once each day whatever clocks do",
          "[deliver][batch]") {
    struct row {
        const char* what;
        micros received;
        std::chrono::minutes at;
        micros due;
        const char* name;
        const char* shown;
    };
    const std::array table{
        row{"the evening before", utc(3, 1, 20), 2h, utc(3, 2, 1), "20260302-0200", "20260302020000+0100"},
        row{"just before", utc(3, 2, 0, 59, 59), 2h, utc(3, 2, 1), "20260302-0200", "20260302020000+0100"},
        row{"in that very moment", utc(3, 2, 1), 2h, utc(3, 3, 1), "20260303-0200", "20260303020000+0100"},
        row{"midnight", utc(3, 1, 22, 30), 0min, utc(3, 1, 23), "20260302-0000", "20260302000000+0100"},
        row{"the last minute of a day", utc(3, 1, 22, 58), 23h + 59min, utc(3, 1, 22, 59), "20260301-2359",
            "20260301235900+0100"},
        // 2026-03-29: 02:00 to 03:00 is left out.
        row{"left out", utc(3, 28, 20), 2h, utc(3, 29, 1), "20260329-0200", "20260329030000+0200"},
        row{"left out, in its middle", utc(3, 28, 20), 2h + 30min, utc(3, 29, 1, 30), "20260329-0230",
            "20260329033000+0200"},
        row{"the day after that", utc(3, 29, 1), 2h, utc(3, 30, 0), "20260330-0200", "20260330020000+0200"},
        // 2026-10-25: 02:00 to 03:00 comes twice, the first time at 00:00Z.
        row{"twice", utc(10, 24, 20), 2h, utc(10, 25, 0), "20261025-0200", "20261025020000+0200"},
        row{"between the two", utc(10, 25, 0, 30), 2h, utc(10, 26, 1), "20261026-0200", "20261026020000+0100"},
        row{"after both", utc(10, 25, 1, 30), 2h, utc(10, 26, 1), "20261026-0200", "20261026020000+0100"},
    };
    for (const auto& each : table) {
        INFO(each.what);
        const auto made = slot_after(each.received, each.at, *vienna());
        CHECK(made.due == each.due);
        CHECK(name_of(made, each.at) == each.name);
        CHECK(hl7_time_of(made, *vienna()) == each.shown);
    }
    // Around the two changes of a year every moment leads to the next slot of all, and none is passed over.
    for (auto day : {utc(3, 28, 0), utc(10, 24, 0)}) {
        std::optional<slot> last;
        for (int minute = 0; minute < 3 * 24 * 60; ++minute) {
            const auto now = slot_after(day + std::chrono::minutes{minute}, 2h + 30min, *vienna());
            CHECK(now.due > day + std::chrono::minutes{minute});
            if (last && now != *last) CHECK(now.day == last->day + std::chrono::days{1});
            const auto come = slot_before(day + std::chrono::minutes{minute}, 2h + 30min, *vienna());
            CHECK(come.due <= day + std::chrono::minutes{minute});
            CHECK(come.day == now.day - std::chrono::days{1});
            last = now;
        }
    }
}

TEST_CASE("messages wait until their time, and leave in one file in the order of the queue", "[deliver][batch]") {
    folder in;
    bench b{in.path};
    b.time.now = utc(3, 2, 0, 59);
    CHECK_FALSE(b.send(1, utc(3, 1, 20), first));
    CHECK(b.state.get() == "the next file is due 20260302020000+0100");
    b.time.now = utc(3, 2, 1);
    CHECK(b.send(1, utc(3, 1, 20), first));
    CHECK(b.send(2, utc(3, 1, 21), second));
    CHECK_FALSE(b.send(3, utc(3, 2, 1, 0, 1), first)); // tomorrow's
    b.wait_for(2);
    CHECK(b.delivered(1));
    CHECK(b.said[2].bytes == "in " + file_1);
    CHECK(b.rooms > 0);
    CHECK(in.files() == std::map<std::string, std::string>{{file_1, as_file(file_1, id_1, first + second + "\r", 2)}});
}

TEST_CASE("what was missed while the engine was down is made up for, a file for each day", "[deliver][batch]") {
    folder in;
    bench b{in.path};
    b.time.now = utc(3, 4, 7);
    CHECK(b.send(1, utc(3, 1, 20), first));
    CHECK_FALSE(b.send(2, utc(3, 2, 20), second)); // of another day: the file before is written first
    b.wait_for(1);
    CHECK(b.send(2, utc(3, 2, 20), second));
    b.wait_for(2);
    const auto files = in.files();
    REQUIRE(files.size() == 2);
    CHECK(files.begin()->first == file_1);
    CHECK(std::next(files.begin())->first == "lab-20260303-0200-" + id_2 + ".hl7");
}

TEST_CASE("a file has so many messages and bytes at most, and more files follow", "[deliver][batch]") {
    folder in;
    bench b{in.path, {.at = 2h, .max = 2}};
    b.time.now = utc(3, 2, 1);
    CHECK(b.send(1, utc(3, 1, 20), first));
    CHECK(b.send(2, utc(3, 1, 20), first));
    CHECK_FALSE(b.send(3, utc(3, 1, 20), second));
    b.wait_for(2);
    const auto long_one = "MSH|" + std::string(batch_bytes, 'x');
    CHECK(b.send(3, utc(3, 1, 20), long_one));
    CHECK_FALSE(b.send(4, utc(3, 1, 20), second));
    b.wait_for(3);
    CHECK(in.files().size() == 2);
}

TEST_CASE("a crash between the file and the store's word of it gave a second file with the same messages",
          "[deliver][batch]") {
    folder in;
    for (const bool partly : {false, true}) { // whether the store had heard of the first one
        bench b{in.path};
        b.time.now = utc(3, 2, 1);
        if (!partly) {
            CHECK(b.send(1, utc(3, 1, 20), first));
            CHECK(b.send(2, utc(3, 1, 21), second));
            b.wait_for(2);
            continue;
        }
        CHECK(b.send(2, utc(3, 1, 21), second));
        CHECK(b.send(3, utc(3, 1, 22), "MSH|3"));
        b.wait_for(2);
        CHECK(b.said[2].bytes == "was there already, in " + file_1);
        CHECK(b.said[3].bytes == "in " + file_2);
    }
    {
        bench b{in.path};
        b.time.now = utc(3, 2, 1);
        CHECK(b.send(1, utc(3, 1, 20), first));
        b.wait_for(1);
        CHECK(b.delivered(1));
    }
    const auto files = in.files();
    REQUIRE(files.size() == 2);
    CHECK(files.at(file_2) == as_file(file_2, id_2, "MSH|3\r", 1));
    // Only at the beginning of a life: two messages of equal bytes are two.
    bench b{in.path};
    b.time.now = utc(3, 2, 1);
    CHECK(b.send(7, utc(3, 1, 20), "MSH|7"));
    b.wait_for(1);
    CHECK(b.send(8, utc(3, 1, 20), "MSH|7"));
    b.wait_for(2);
    CHECK(in.files().size() == 4);
}

TEST_CASE("a folder that is not there is one failed try, and the rest has not left", "[deliver][batch]") {
    folder in;
    bench b{in.path / "later"};
    b.time.now = utc(3, 2, 1);
    CHECK(b.send(1, utc(3, 1, 20), first));
    CHECK(b.send(2, utc(3, 1, 21), second));
    b.wait_for(2);
    CHECK(b.said[1].what == attempt_result::kind::connection);
    CHECK(b.said[1].bytes == "writing into " + (in.path / "later").string() + " failed: No such file or directory");
    CHECK(b.said[2].what == attempt_result::kind::stopped);
    b.said.clear();
    fs::create_directory(in.path / "later");
    CHECK(b.send(1, utc(3, 1, 20), first));
    CHECK(b.send(2, utc(3, 1, 21), second));
    b.wait_for(2);
    CHECK(b.delivered(2));
}

TEST_CASE("a stop takes back what is gathered, and what begins no message is a dead letter", "[deliver][batch]") {
    folder in;
    bench b{in.path};
    b.time.now = utc(3, 2, 1);
    CHECK(b.send(1, utc(3, 1, 20), first));
    CHECK(b.send(2, utc(3, 1, 20), "{}"));
    b.pipeline->stop();
    CHECK(b.said.empty()); // not from within the call
    b.wait_for(2);
    CHECK(b.said[1].what == attempt_result::kind::stopped);
    CHECK(b.said[2].verdict == queue::judgement::dead_letter);
    CHECK(in.files().empty());
}

TEST_CASE("a batch alone has no lines of a file", "[deliver][batch]") {
    folder in;
    bench b{in.path, {.wrap = batching::wrapping::bhs, .at = 2h}};
    b.time.now = utc(3, 2, 1);
    CHECK(b.send(1, utc(3, 1, 20), first));
    b.wait_for(1);
    CHECK(in.files().at(file_1).starts_with("BHS|^~\\&|||||2026"));
    CHECK(in.files().at(file_1).ends_with("BTS|1\r"));
}

TEST_CASE("what was behind a refusal was taken before anybody had heard of it", "[deliver][batch]") {
    folder in;
    bench b{in.path};
    b.time.now = utc(3, 2, 1);
    CHECK(b.send(1, utc(3, 1, 20), "{}"));
    CHECK_FALSE(b.send(2, utc(3, 1, 21), first)); // `then: stop` may come of the dead letter
    b.wait_for(1);
    CHECK(b.said[1].verdict == queue::judgement::dead_letter);
    CHECK(b.rooms == 1);
    CHECK(b.send(2, utc(3, 1, 21), first));
    b.wait_for(2);
    CHECK(b.delivered(2));
}

TEST_CASE("a message received while the clock ran ahead held all behind it until that date", "[deliver][batch]") {
    folder in;
    bench b{in.path};
    b.time.now = utc(3, 3, 12);
    CHECK(b.send(1, utc(12, 1, 0), first)); // with what was due last
    CHECK_FALSE(b.send(2, utc(3, 3, 11), second));
    b.wait_for(1);
    CHECK(b.said[1].bytes == "in lab-20260303-0200-" + id_1 + ".hl7");
    CHECK_FALSE(b.send(2, utc(3, 3, 11), second)); // of tonight, as ever
    CHECK(b.state.get() == "the next file is due 20260304020000+0100");
    CHECK_FALSE(b.send(3, utc(3, 3, 12, 0, 1), second)); // a clock that was set back by a second

    // Behind others it leaves with them.
    b.time.now = utc(3, 4, 1);
    CHECK(b.send(2, utc(3, 3, 11), second));
    CHECK(b.send(3, utc(12, 1, 0), first));
    b.wait_for(3);
    CHECK(b.said[3].bytes == "in lab-20260304-0200-" + id_2 + ".hl7");
}

TEST_CASE("a file that could not be read ended the engine, or counted as one without messages", "[deliver][batch]") {
    folder in;
    const auto name = std::string{"lab-20260302-0200-x.hl7"};
    fs::create_symlink("/proc/self/mem", in.path / name); // EIO at its first byte
    bench b{in.path};
    b.time.now = utc(3, 2, 1);
    CHECK(b.send(1, utc(3, 1, 20), first));
    CHECK(b.send(2, utc(3, 1, 21), second));
    b.wait_for(2);
    CHECK(b.said[1].what == attempt_result::kind::connection);
    CHECK(b.said[1].bytes == "writing into " + in.path.string() + " failed: it is not known which messages " + name +
                                 " has already, since it cannot be read (Input/output error): make it readable, or "
                                 "move it away");
    CHECK(b.said[2].what == attempt_result::kind::stopped);
    fs::remove(in.path / name);
    CHECK(in.files().empty());
    b.said.clear();
    CHECK(b.send(1, utc(3, 1, 20), first));
    b.wait_for(1);
    CHECK(b.delivered(1));
}

TEST_CASE("only files that may be of this slot and of this output are read", "[deliver][batch]") {
    folder in;
    for (const auto* other : {"lab-20260303-0200-x.hl7", "lab-20260302-0200-x.txt", "xlab-20260302-0200-x.hl7"})
        fs::create_symlink("/proc/self/mem", in.path / other);
    fs::create_symlink("/dev/zero", in.path / "lab-20260302-0200-z.hl7");       // has no end
    fs::create_symlink(in.path / "taken", in.path / "lab-20260302-0200-g.hl7"); // by the receiver, just now
    bench b{in.path};
    b.time.now = utc(3, 2, 1);
    CHECK(b.send(1, utc(3, 1, 20), first));
    b.wait_for(1);
    CHECK(b.delivered(1));
}
