// Files of a configuration that change are noticed, also those that changed before anybody looked.
#include "engine/app/file_watch.hpp"
#include "tests/support/catch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <fstream>
#include <unistd.h>

using namespace vagus;
namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

class watched {
  public:
    explicit watched(bool late) {
        std::string pattern = (fs::temp_directory_path() / "vagus-watch-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        folder_ = pattern;
        asio::co_spawn(context_,
                       watch_.run(
                           folder_, [] { return std::vector<std::string>{"vagus.yaml"}; }, [late] { return late; },
                           [this] { ++changes_; }),
                       asio::detached);
    }
    watched(const watched&) = delete;
    watched& operator=(const watched&) = delete;
    ~watched() { fs::remove_all(folder_); }

    void write(const std::string& name) const { std::ofstream{folder_ / name} << "version: 1\n"; }
    // So many, and no more.
    bool comes_to(int changes) {
        for (int i = 0; i < 400 && changes_ < changes; ++i) (void)changes_after(50ms);
        return changes_after(app::files_settle) == changes;
    }
    int changes_after(std::chrono::milliseconds span) {
        context_.restart();
        context_.run_for(span);
        return changes_;
    }

  private:
    asio::io_context context_{1};
    app::file_watch watch_{context_, no_report()};
    fs::path folder_;
    int changes_ = 0;
};

} // namespace

TEST_CASE("a change that came before the watch stood is not missed", "[app][watch]") {
    watched files{true};
    CHECK(files.comes_to(1));
    files.write("vagus.yaml");
    CHECK(files.comes_to(2));
}

TEST_CASE("files of the configuration are watched, and no others", "[app][watch]") {
    watched files{false};
    CHECK(files.changes_after(2 * app::files_settle) == 0);
    files.write("notes.txt");
    CHECK(files.changes_after(2 * app::files_settle) == 0);
    files.write("vagus.yaml");
    CHECK(files.comes_to(1));
}
