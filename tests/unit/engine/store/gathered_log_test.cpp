#include "engine/store/gathered_log.hpp"
#include "engine/store/limits.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace vagus::store {
namespace {

// A log as SQLite would open it.
class log {
  public:
    explicit log(std::filesystem::path file)
        : name_{file.string() + '\0'} // SQLite reads the parameters behind a name
        , memory_(static_cast<std::size_t>(vfs()->szOsFile)) {
        REQUIRE(vfs()->xOpen(vfs(), name_.c_str(), at(), SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                             nullptr) == SQLITE_OK);
    }
    log(log&&) = delete;
    ~log() { close(); }

    int write(const std::string& bytes, std::size_t where) {
        return methods()->xWrite(at(), bytes.data(), static_cast<int>(bytes.size()), static_cast<std::int64_t>(where));
    }
    int sync() { return methods()->xSync(at(), SQLITE_SYNC_NORMAL); }
    std::string read(std::size_t bytes, std::size_t where) {
        std::string into(bytes, '?');
        REQUIRE(methods()->xRead(at(), into.data(), static_cast<int>(bytes), static_cast<std::int64_t>(where)) ==
                SQLITE_OK);
        return into;
    }
    int close() {
        if (!open_) return SQLITE_OK;
        open_ = false;
        return methods()->xClose(at());
    }

  private:
    static sqlite3_vfs* vfs() { return sqlite3_vfs_find(gathered_log()); }
    sqlite3_file* at() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }
    const sqlite3_io_methods* methods() { return at()->pMethods; }

    std::string name_;
    std::vector<char> memory_;
    bool open_ = true;
};

// Where SQLite writes frame `n` of a log, counted from 0, and its two parts.
constexpr std::size_t header_bytes = 24;
constexpr std::size_t frame_bytes = header_bytes + page_bytes;
constexpr std::size_t place_of(std::size_t n) {
    return 32 + n * frame_bytes;
}
const std::string header(header_bytes, 'h');
const std::string page(page_bytes, 'p');

struct one_log {
    one_log() {
        std::filesystem::create_directories(where.path());
        std::ofstream{where.path() / "db"}; // a log takes its permissions from what it is the log of
    }
    [[nodiscard]] std::uintmax_t on_disk() const { return std::filesystem::file_size(file); }
    void put_frame(std::size_t n) {
        REQUIRE(it().write(header, place_of(n)) == SQLITE_OK);
        REQUIRE(it().write(page, place_of(n) + header_bytes) == SQLITE_OK);
    }
    log& it() {
        if (!opened) opened.emplace(file);
        return *opened;
    }
    test::temporary_folder where;
    std::filesystem::path file = where.path() / "db-wal";
    std::optional<log> opened;
};

TEST_CASE("frames reach the log together, before it is synced", "[gathered]") {
    one_log a;
    a.put_frame(0);
    a.put_frame(1);
    CHECK(a.on_disk() == 0);
    REQUIRE(a.it().sync() == SQLITE_OK);
    CHECK(a.on_disk() == place_of(2));
    CHECK(a.it().read(page_bytes, place_of(1) + header_bytes) == page);
}

TEST_CASE("what is read was written, gathered or not", "[gathered]") {
    one_log a;
    a.put_frame(0);
    CHECK(a.it().read(2, place_of(0) + header_bytes - 1) == "hp");
    a.put_frame(1);
    REQUIRE(a.it().write("XY", place_of(0)) == SQLITE_OK); // not behind the last one
    CHECK(a.it().read(3, place_of(0)) == "XYh");
    CHECK(a.it().read(page_bytes, place_of(1) + header_bytes) == page);
}

TEST_CASE("what does not begin with a frame is not gathered: it may belong to a commit that is synced", "[gathered]") {
    one_log a;
    REQUIRE(a.it().write(std::string(32, 'l'), 0) == SQLITE_OK);
    CHECK(a.on_disk() == 32);
    REQUIRE(a.it().write(header, place_of(0)) == SQLITE_OK);
    REQUIRE(a.it().write(page.substr(0, 100), place_of(0) + header_bytes) == SQLITE_OK);
    REQUIRE(a.it().sync() == SQLITE_OK);
    REQUIRE(a.it().write(page.substr(100), place_of(0) + header_bytes + 100) == SQLITE_OK);
    CHECK(a.on_disk() == place_of(1));
}

TEST_CASE("no more than the limit is gathered", "[gathered]") {
    one_log a;
    const auto fit = gathered_log_bytes / frame_bytes;
    for (std::size_t n = 0; n < fit; ++n) a.put_frame(n);
    CHECK(a.on_disk() == 0);
    a.put_frame(fit);
    CHECK(a.on_disk() >= place_of(fit));
    REQUIRE(a.it().sync() == SQLITE_OK);
    CHECK(a.on_disk() == place_of(fit + 1));
    CHECK(a.it().read(header_bytes, place_of(fit)) == header);
}

TEST_CASE("a closed log has all that was written", "[gathered]") {
    one_log a;
    a.put_frame(0);
    REQUIRE(a.it().close() == SQLITE_OK);
    CHECK(a.on_disk() == place_of(1));
}

TEST_CASE("a disk that is full is said by the sync, and what did not fit never comes", "[gathered]") {
    log it{"/dev/full"};
    REQUIRE(it.write(header, place_of(0)) == SQLITE_OK);
    CHECK(it.sync() == SQLITE_FULL);
    CHECK(it.close() == SQLITE_OK);
}

TEST_CASE("a lack of memory was thrown through SQLite, which is C, and not said to it", "[gathered]") {
    one_log a;
    (void)a.it();
    sqlite3_hard_heap_limit64(sqlite3_memory_used() + 1);
    const int code = a.it().write(header, place_of(0));
    sqlite3_hard_heap_limit64(0);
    CHECK(code == SQLITE_IOERR_NOMEM);
    a.put_frame(0); // once there is memory again
    REQUIRE(a.it().sync() == SQLITE_OK);
    CHECK(a.on_disk() == place_of(1));
}

} // namespace
} // namespace vagus::store
