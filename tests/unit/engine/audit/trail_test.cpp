#include "engine/audit/trail.hpp"
#include "engine/audit/verify.hpp"
#include "engine/audit/words.hpp"
#include "tests/unit/engine/audit/written.hpp"

#include <cerrno>
#include <csignal>
#include <set>
#include <thread>
#include <vector>

#include <sys/stat.h>
#include <sys/wait.h>

using namespace vagus;
using namespace vagus::audit;
using namespace vagus::audit::test;

namespace {

std::vector<entry> entries_in(const store_folder& folder) {
    std::vector<entry> all;
    for (const auto& each : files_of(folder.audit())) {
        const auto bytes = bytes_of(each.path);
        for (std::size_t at = 0; at < bytes.size(); at = bytes.find('\n', at) + 1)
            all.push_back(read(std::string_view{bytes}.substr(at, bytes.find('\n', at) - at)).value().what);
    }
    return all;
}

// A disk that takes so many bytes, and syncs as long as it likes to.
struct odd_disk {
    std::size_t room = 1'000'000;
    bool syncs = true;
    bool keeps_names = true; // of new files
    std::atomic<int> synced = 0;
    terms how() {
        terms made;
        made.notes_within = std::chrono::hours{1};
        made.through.write = [this, real = calls::of_system().write](int file, const char* bytes, std::size_t size) {
            if (room == 0) {
                errno = ENOSPC;
                return ssize_t{-1};
            }
            const auto taken = real(file, bytes, std::min(size, room));
            room -= static_cast<std::size_t>(taken);
            return taken;
        };
        made.through.sync = [this](int /*file*/) {
            ++synced;
            return syncs ? 0 : (errno = EIO, -1);
        };
        made.through.sync_folder = [this](int /*folder*/) { return keeps_names ? 0 : (errno = EIO, -1); };
        return made;
    }
};

} // namespace

TEST_CASE("what is recorded is read again, number by number, over a restart", "[audit]") {
    const store_folder folder;
    auto said = act("anna", "output.hold", "01JZ");
    said.reason = "PAS is \"down\"\n\x01 \xC3\xA4";
    said.result = "refused";
    {
        const auto all = open(folder);
        CHECK(all->record(said) == 2);
        CHECK(all->note(act("berta", "message.view")) == 3);
    }
    const auto again = open(folder);
    CHECK(again->last().n == 4);
    const auto found = entries_in(folder);
    REQUIRE(found.size() == 4);
    CHECK(found[0].what == words::started);
    CHECK(found[1].who == "anna");
    CHECK(found[1].role == "operator");
    CHECK(found[1].about == said.about);
    CHECK(found[1].reason == said.reason);
    CHECK(found[1].from == "10.1.4.9");
    CHECK(found[1].result == "refused");
    CHECK(found[1].at > 0);
    CHECK(found[3].what == words::started);
    CHECK(verify(folder.audit()).well());
}

TEST_CASE("the audit is read by its owner only", "[audit]") {
    const store_folder folder;
    const auto all = open(folder);
    struct stat facts{};
    REQUIRE(::stat(folder.newest().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777U) == 0600U);
    REQUIRE(::stat(folder.audit().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777U) == 0700U);
}

namespace {

// So many ids of messages, each with the longest name of an output behind it.
std::string dead_names(std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) {
        const auto number = std::to_string(1000 + i);
        all += (i == 0 ? "" : " ") + std::string("01JZ8Q000000") + number + "/" + std::string(name_bytes, 'o');
    }
    return all;
}

entry read_back(entry said) {
    said.n = 1;
    const auto made = written(said, first_hash);
    CHECK(made.text.size() <= line_bytes);
    const auto found = read(std::string_view{made.text}.substr(0, made.text.size() - 1));
    REQUIRE(found);
    CHECK(found->holds);
    return found->what;
}

} // namespace

TEST_CASE("what an entry says is cut to its limits, between characters", "[audit]") {
    entry said = act(std::string(1000, 'w'), "output.hold");
    said.reason = std::string(reason_bytes - 1, 'r') + "\xC3\xA4";
    said.from = "a\xFF\xC3";
    for (int i = 0; i < 100; ++i) said.about.emplace_back("key" + std::to_string(i), std::string(5000, '\x01'));
    const auto found = read_back(said);
    CHECK(found.who.size() == name_bytes);
    CHECK(found.reason == std::string(reason_bytes - 1, 'r'));
    CHECK(found.from == "a??");
    CHECK(found.about.size() == subjects);
    CHECK(found.about[0].second.size() == value_bytes);
}

TEST_CASE("an entry names each of the hundred messages that a request acts on, and none in part", "[audit]") {
    const auto all = dead_names(100);
    CHECK(read_back(act("anna", "dead.retry", all)).about == act("", "", all).about);

    const std::string id = " 01JZ8Q0000000001";
    const std::string full(list_bytes - id.size(), 'i');
    CHECK(read_back(act("anna", "message.resend", full + id)).about[0].second == full + id);
    CHECK(read_back(act("anna", "message.resend", full + id + "2")).about[0].second == full);
    CHECK(read_back(act("anna", "message.resend", full + id + " 2")).about[0].second == full + id);
}

TEST_CASE("an entry that says as much as any may is a line that is read again", "[audit]") {
    const auto most = [](std::size_t size) { return std::string(size, '"'); };
    auto said = act(most(name_bytes), most(name_bytes), most(list_bytes));
    said.about.emplace_back("to", std::string(list_bytes, '\x01'));
    for (std::size_t i = 0; i < subjects; ++i)
        said.about.emplace_back(std::to_string(i) + most(200), most(value_bytes));
    said.role = said.from = said.result = std::string(name_bytes, '\x01');
    said.reason = std::string(reason_bytes, '\x01');
    const auto found = read_back(said);
    CHECK(found.about.size() == subjects);
    CHECK(found.about[0].second == most(list_bytes));
    CHECK(found.about[1].second == std::string(list_bytes, '?'));
}

TEST_CASE("views share the sync of the next act", "[audit]") {
    const store_folder folder;
    odd_disk disk;
    const auto all = open(folder, disk.how());
    const int before = disk.synced;
    for (int i = 0; i < 10; ++i) CHECK(all->note(act("anna", "message.view")));
    CHECK(disk.synced == before);
    CHECK(all->record(act("anna", "output.hold")));
    CHECK(disk.synced == before + 1);
    CHECK(read_head(folder.audit())->n == all->last().n);
    CHECK(all->sync());
    CHECK(disk.synced == before + 1); // nothing new
}

TEST_CASE("views come to the disk by themselves", "[audit]") {
    const store_folder folder;
    terms how;
    how.notes_within = std::chrono::milliseconds{20};
    const auto all = open(folder, how);
    CHECK(all->note(act("anna", "message.view")) == 2);
    for (int i = 0; i < 500 && read_head(folder.audit())->n != 2; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    CHECK(read_head(folder.audit())->n == 2);
}

TEST_CASE("many threads record at once, each gets its number, and the chain holds", "[audit]") {
    const store_folder folder;
    {
        terms how;
        how.file_size = 20'000; // some files
        const auto all = open(folder, how);
        std::vector<std::jthread> threads;
        std::mutex guard;
        std::set<std::uint64_t> numbers;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 50; ++i) {
                    const auto n = all->record(act("anna", "output.hold"));
                    std::lock_guard hold{guard};
                    if (n) numbers.insert(*n);
                }
            });
        threads.clear();
        CHECK(numbers.size() == 400);
    }
    CHECK(files_of(folder.audit()).size() > 3);
    const auto found = verify(folder.audit());
    CHECK(found.well());
    CHECK(found.entries == 401);
}

TEST_CASE("with a full disk acts are refused, nothing is left of them, and they go on when there is room", "[audit]") {
    const store_folder folder;
    odd_disk disk;
    const auto all = open(folder, disk.how());
    disk.room = 30; // less than a line
    const auto refused = all->record(act("anna", "output.hold"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().starts_with("no space is left"));
    CHECK_FALSE(all->note(act("anna", "message.view")));
    disk.room = 100'000;
    CHECK(all->record(act("anna", "output.hold")) == 2);
    CHECK(verify(folder.audit()).well());
    CHECK(entries_in(folder).size() == 2);
}

TEST_CASE("after a sync that failed nothing is recorded until the next start", "[audit]") {
    const store_folder folder;
    odd_disk disk;
    auto all = open(folder, disk.how());
    disk.syncs = false;
    CHECK_FALSE(all->record(act("anna", "output.hold")));
    disk.syncs = true;
    CHECK(all->record(act("anna", "output.hold")).error().contains("start the engine anew"));
    CHECK_FALSE(all->note(act("anna", "message.view")));
    all.reset();
    CHECK(open(folder)->record(act("anna", "output.hold")));
    CHECK(verify(folder.audit()).well());
}

// The kernel says it once, and takes what it could not write for written.
TEST_CASE("after a file whose sync failed when the next was to begin, nothing is recorded either", "[audit]") {
    const store_folder folder;
    odd_disk disk;
    auto how = disk.how();
    how.file_size = 1; // a file an entry
    const auto all = open(folder, how);
    REQUIRE(all->note(act("anna", "message.view")));
    disk.syncs = false;
    CHECK(all->note(act("anna", "message.view")).error().contains("start the engine anew"));
    disk.syncs = true;
    CHECK_FALSE(all->note(act("anna", "message.view")));
    CHECK_FALSE(all->record(act("anna", "output.hold")));
    CHECK(read_head(folder.audit())->n == 1); // what is not known to be on the disk is not promised
}

TEST_CASE("an act in a file whose name could not be synced was taken for safe by the next who recorded", "[audit]") {
    const store_folder folder;
    odd_disk disk;
    auto how = disk.how();
    how.file_size = 1; // a file an entry
    auto all = open(folder, how);
    REQUIRE(all->record(act("anna", "output.hold")));
    disk.keeps_names = false;
    CHECK(all->record(act("anna", "output.hold")).error().contains("start the engine anew"));
    disk.keeps_names = true;
    CHECK_FALSE(all->note(act("anna", "message.view")));
    CHECK_FALSE(all->record(act("anna", "output.hold")));
    CHECK(read_head(folder.audit())->n == 2);

    all.reset();
    disk.keeps_names = false; // still: nothing is promised in the file that lies there
    CHECK(trail::open(folder.path(), system_clock(), how).error().contains("could not be brought to the disk"));
    disk.keeps_names = true;
    CHECK(open(folder, how)->record(act("anna", "output.hold")) == 4);
    CHECK(verify(folder.audit()).well());
}

TEST_CASE("an act is not safe whose file failed to sync in another hand meanwhile", "[audit]") {
    const store_folder folder;
    trail* all = nullptr;
    terms how;
    how.notes_within = std::chrono::hours{1};
    bool begun = false;
    how.through.sync = [&](int /*file*/) {
        if (all == nullptr) return 0; // it is being opened
        if (std::exchange(begun, true)) return errno = EIO, -1;
        std::thread{[&] { CHECK_FALSE(all->note(act("ben", "message.view"))); }}.join(); // where the next file begins
        return 0;
    };
    const auto long_one = act("anna", "output.hold", std::string(value_bytes, 'm'));
    how.file_size = 1000;
    const auto made = open(folder, how);
    all = made.get();
    CHECK_FALSE(made->record(long_one));
}

TEST_CASE("a line that a crash tore is cut off, and an entry says so", "[audit]") {
    const store_folder folder;
    {
        const auto all = open(folder);
        REQUIRE(all->record(act("anna", "output.hold")));
    }
    const auto whole = bytes_of(folder.newest());
    const std::string torn = R"({"n":3,"at":"2026-)";
    overwrite(folder.newest(), whole + torn);
    CHECK(verify(folder.audit()).well()); // as it may be while the engine writes
    CHECK(verify(folder.audit()).remarks.size() == 1);
    (void)open(folder);
    const auto found = entries_in(folder);
    REQUIRE(found.size() == 4);
    CHECK(found[2].what == words::repaired);
    CHECK(found[2].about.front().second == std::to_string(torn.size()));
    CHECK(verify(folder.audit()).well());
    CHECK(verify(folder.audit()).remarks.size() == 1);
}

TEST_CASE("the first line of a new file may be torn too", "[audit]") {
    const store_folder folder;
    {
        terms how;
        how.file_size = 1;
        const auto all = open(folder, how);
        REQUIRE(all->record(act("anna", "output.hold")));
    }
    overwrite(file_from(folder.audit(), 3), "{\"n\":");
    (void)open(folder);
    CHECK(verify(folder.audit()).well());
    CHECK(entries_in(folder).size() == 4);
}

TEST_CASE("lines that were cut off while the engine was down are said at its start, for good", "[audit]") {
    const store_folder folder;
    {
        const auto all = open(folder);
        for (int i = 0; i < 3; ++i) REQUIRE(all->record(act("anna", "output.hold")));
    }
    const auto whole = bytes_of(folder.newest());
    overwrite(folder.newest(), whole.substr(0, whole.find('\n') + 1));
    {
        const auto all = open(folder);
        REQUIRE(all->record(act("anna", "output.hold")));
    }
    const auto found = verify(folder.audit());
    CHECK_FALSE(found.well());
    CHECK(entries_in(folder)[1].what == words::lost);
    CHECK(entries_in(folder)[1].about ==
          std::vector<std::pair<std::string, std::string>>{{"first", "2"}, {"last", "4"}});
}

TEST_CASE("a file that is no audit any more is left as it is, and a new one begun", "[audit]") {
    const store_folder folder;
    {
        const auto all = open(folder);
        REQUIRE(all->record(act("anna", "output.hold")));
    }
    const auto old = folder.newest();
    overwrite(old, "nonsense\n");
    {
        const auto all = open(folder);
        CHECK(all->record(act("anna", "output.hold")) == 5);
    }
    CHECK(bytes_of(old) == "nonsense\n");
    CHECK_FALSE(verify(folder.audit()).well());
}

TEST_CASE("whatever a process recorded before it was killed is there", "[audit]") {
    const store_folder folder;
    for (int round = 0; round < 5; ++round) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        const auto child = ::fork();
        if (child == 0) {
            auto made = trail::open(folder.path(), system_clock());
            for (;;) {
                const auto n = (*made)->record(act("anna", "output.hold"));
                const std::uint64_t number = n ? *n : 0;
                if (::write(ends[1], &number, sizeof number) != sizeof number) ::_exit(1);
            }
        }
        ::close(ends[1]);
        std::uint64_t last = 0;
        for (int i = 0; i < 20 + 7 * round; ++i) REQUIRE(::read(ends[0], &last, sizeof last) == sizeof last);
        ::kill(child, SIGKILL);
        std::uint64_t more = 0;
        while (::read(ends[0], &more, sizeof more) == sizeof more) last = more;
        ::waitpid(child, nullptr, 0);
        ::close(ends[0]);
        const auto found = verify(folder.audit());
        CHECK(found.well());
        CHECK(found.last.n >= last);
    }
}

TEST_CASE("where the audit cannot be made the start says why", "[audit]") {
    const store_folder folder;
    overwrite(folder.path() / folder_name, "a file");
    const auto made = trail::open(folder.path(), system_clock());
    REQUIRE_FALSE(made);
    CHECK(made.error().contains("audit"));
}
