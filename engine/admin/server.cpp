#include "engine/admin/server.hpp"

#include "engine/admin/audited.hpp"
#include "engine/admin/protocol.hpp"
#include "engine/admin/selection.hpp"
#include "engine/runtime/pause.hpp"
#include "engine/runtime/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <utility>

#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;
using asio::local::stream_protocol;
using boost::system::error_code;

namespace {
constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
constexpr auto local_role = "local"; // whoever may open the store's folder

// The system's name of whoever connected: what a client says of itself proves nothing.
std::string user_of(stream_protocol::socket& peer) {
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(peer.native_handle(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return "unknown";
    std::array<char, 4096> room{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(who.uid, &entry, room.data(), room.size(), &found) == 0 && found != nullptr) return entry.pw_name;
    return "user " + std::to_string(who.uid);
}

constexpr auto patience = std::chrono::minutes{5}; // a client that asks or reads nothing for this long is gone
constexpr auto accept_pause = std::chrono::milliseconds{100}; // out of file handles: connections end meanwhile
} // namespace

json::object refusal(std::string words, std::string_view code) {
    return {{"error", std::move(words)}, {"code", code}};
}

struct server::running {
    running(asio::io_context& context, std::map<std::string, verb> known, witness hears, hasher how_hashed,
            reporter& report)
        : tasks{context, report}
        , acceptor{context}
        , verbs{std::move(known)}
        , seen{std::move(hears)}
        , hashed{std::move(how_hashed)} {}

    asio::awaitable<void> accept() {
        asio::steady_timer timer{acceptor.get_executor()};
        for (;;) { // ends when the acceptor is closed
            auto [failed, peer] = co_await acceptor.async_accept(as_values);
            if (!acceptor.is_open()) co_return;
            if (failed) {
                co_await runtime::pause(timer, accept_pause);
                continue;
            }
            // Past the limit the connection is closed unanswered: the client says so.
            if (tasks.running() <= connections) tasks.spawn("admin", serve(std::move(peer)));
        }
    }

    asio::awaitable<void> serve(stream_protocol::socket accepted) {
        // Shared with the timer's handler, which may be queued already when this ends.
        const auto peer = std::make_shared<stream_protocol::socket>(std::move(accepted));
        asio::steady_timer timer{peer->get_executor()};
        const auto wait_at_most = [&](std::chrono::steady_clock::duration span) {
            timer.expires_after(span);
            timer.async_wait([peer](const error_code& cancelled) {
                error_code ignored;
                if (!cancelled) peer->cancel(ignored);
            });
        };
        const auto who = user_of(*peer);
        std::string buffer;
        for (;;) { // a request a turn
            wait_at_most(patience);
            auto [failed, size] =
                co_await asio::async_read_until(*peer, asio::dynamic_buffer(buffer, request_bytes), '\n', as_values);
            timer.cancel();
            if (failed) break;
            auto line = buffer.substr(0, size);
            auto found = co_await answer_to(std::move(line), who);
            found["engine"] = version;
            auto answer = json::serialize(found) + "\n";
            buffer.erase(0, size);
            wait_at_most(patience);
            auto [broken, written] = co_await asio::async_write(*peer, asio::buffer(answer), as_values);
            timer.cancel();
            if (broken) break;
        }
    }

    asio::awaitable<json::object> answer_to(std::string line, std::string who) {
        error_code failed;
        auto parsed = json::parse(line, failed);
        if (failed || !parsed.is_object()) co_return refusal("the request is not a JSON object");
        const auto& request = parsed.get_object();
        const auto* name = request.if_contains("do");
        auto found = name != nullptr && name->is_string() ? verbs.find(std::string{name->get_string()}) : verbs.end();
        if (found == verbs.end())
            co_return refusal("this engine does not know that request; is the command of another version?");
        co_return co_await witnessed(found->first, found->second, request, std::move(who));
    }

    // As it is through the API: nothing is done that cannot be written down.
    asio::awaitable<json::object> witnessed(const std::string& name, const verb& does, const json::object& request,
                                            std::string who) {
        const auto* of = http::endpoint_of(name);
        if (!seen || of == nullptr || of->audited.empty()) co_return co_await does(request);
        auto entry = entry_of(*of, request, hashed);
        entry.who = std::move(who);
        entry.role = local_role;
        entry.result = result_of(*of, request, flag_in(request, "values"));
        const auto how = deed_of(*of, request);
        const bool written = co_await seen(entry, how);
        if (!written) co_return refusal("the audit log could not be written: is the store's disk full?", "not_audited");
        auto answer = co_await does(request);
        if (const auto named = came_to(*of, request, answer)) {
            auto about = entry_of(*of, *named, hashed);
            about.who = entry.who;
            about.role = local_role;
            (void)co_await seen(std::move(about), how);
        }
        if (answer.contains("error")) {
            entry.result = "failed";
            (void)co_await seen(std::move(entry), how);
        }
        co_return answer;
    }

    runtime::task_group tasks;
    stream_protocol::acceptor acceptor;
    std::map<std::string, verb> verbs;
    witness seen;
    hasher hashed;
    std::filesystem::path path;
};

server::server(asio::io_context& context, std::map<std::string, verb> verbs, witness seen, hasher hashed,
               reporter& report)
    : running_{std::make_shared<running>(context, std::move(verbs), std::move(seen), std::move(hashed), report)} {}

server::~server() = default;

result<void, std::string> server::start(const std::filesystem::path& folder) {
    auto path = folder / socket_name;
    if (path.string().size() >= sizeof(sockaddr_un::sun_path))
        return fail("the path of the admin socket, " + path.string() +
                    ", is longer than the system allows: choose a shorter site.store.path");
    std::error_code ignored; // absent is fine
    std::filesystem::remove(path, ignored);
    error_code failed;
    auto& acceptor = running_->acceptor;
    acceptor.open(stream_protocol{}, failed);
    if (!failed) acceptor.bind(stream_protocol::endpoint{path.string()}, failed);
    if (!failed && ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0)
        failed.assign(errno, boost::system::system_category());
    if (!failed) acceptor.listen(static_cast<int>(connections), failed);
    if (failed) return fail("cannot open the admin socket " + path.string() + ": " + failed.message());
    running_->path = path;
    asio::post(acceptor.get_executor(), [run = running_] { run->tasks.spawn("admin accept", run->accept()); });
    return {};
}

void server::stop() {
    asio::post(running_->acceptor.get_executor(), [run = running_] {
        error_code ignored; // closing is all that can still be done with it
        run->acceptor.close(ignored);
    });
    std::error_code ignored; // already gone is fine
    std::filesystem::remove(running_->path, ignored);
}

} // namespace vagus::admin
