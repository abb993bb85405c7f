// The engine's side of the admin socket.
#include "engine/admin/server.hpp"

#include "engine/admin/protocol.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace vagus;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::local::stream_protocol;

namespace {

// All the handles that this process may have, until it ends.
class no_handles_left {
  public:
    no_handles_left() {
        getrlimit(RLIMIT_NOFILE, &before_);
        auto few = before_;
        few.rlim_cur = std::min<rlim_t>(before_.rlim_cur, 256);
        setrlimit(RLIMIT_NOFILE, &few);
        for (int one = ::open("/dev/null", O_RDONLY); one >= 0; one = ::open("/dev/null", O_RDONLY))
            taken_.push_back(one);
    }
    ~no_handles_left() {
        for (const auto each : taken_) ::close(each);
        setrlimit(RLIMIT_NOFILE, &before_);
    }
    no_handles_left(const no_handles_left&) = delete;
    no_handles_left& operator=(const no_handles_left&) = delete;

    [[nodiscard]] std::size_t taken() const { return taken_.size(); }

  private:
    rlimit before_{};
    std::vector<int> taken_;
};

} // namespace

// UBSan asks by a pipe whether memory can be read, and takes a process without handles for a fault.
#if defined(__has_feature)
#if __has_feature(undefined_behavior_sanitizer)
#define VAGUS_NEEDS_HANDLES "[.]"
#endif
#endif
#ifndef VAGUS_NEEDS_HANDLES
#define VAGUS_NEEDS_HANDLES ""
#endif

TEST_CASE("the admin socket answers again when there are file handles again", "[admin]" VAGUS_NEEDS_HANDLES) {
    store::test::temporary_folder folder;
    std::filesystem::create_directories(folder.path());
    asio::io_context context{1};
    std::map<std::string, admin::verb> verbs{
        {"hello", [](const boost::json::object&) -> asio::awaitable<boost::json::object> {
             co_return boost::json::object{{"hello", "there"}};
         }}};
    admin::server server{context, std::move(verbs), {}, {}, no_report()};
    REQUIRE(server.start(folder.path()));

    asio::io_context ours{1};
    stream_protocol::socket client{ours, stream_protocol{}};
    {
        no_handles_left until_here;
        REQUIRE(until_here.taken() > 0);
        client.connect(stream_protocol::endpoint{(folder.path() / admin::socket_name).string()});
        context.run_for(300ms); // several tries to accept it
    }
    asio::write(client, asio::buffer(std::string_view{"{\"do\":\"hello\"}\n"}));
    std::string answer;
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (client.available() == 0 && std::chrono::steady_clock::now() < until) context.run_for(20ms);
    REQUIRE(client.available() > 0);
    (void)asio::read_until(client, asio::dynamic_buffer(answer), '\n');
    CHECK(answer.find("there") != std::string::npos);

    client.close();
    server.stop();
    context.restart();
    context.run_for(1s);
    CHECK(context.stopped()); // nothing goes on accepting
}
