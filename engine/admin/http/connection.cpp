#include "engine/admin/http/connection.hpp"

#include "engine/admin/http/limits.hpp"
#include "engine/admin/http/problem.hpp"

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <utility>

namespace vagus::admin::http {
namespace asio = boost::asio;
using steady = std::chrono::steady_clock;

namespace {

constexpr auto go_on = "HTTP/1.1 100 Continue\r\n\r\n";

// "10.1.4.9" of "10.1.4.9:51234", "[::1]" of "[::1]:51234".
std::string address_of(const std::string& peer) {
    return peer.substr(0, peer.rfind(':'));
}

} // namespace

connection::connection(asio::ip::tcp::socket peer, const handler& answers)
    : peer_{std::move(peer)}
    , answers_{answers}
    , requests_{{longest_body, "the request is longer than 4 MiB", kept_fields()}}
    , quiet_since_{steady::now()}
    , from_{address_of(peer_.peer())} {}

asio::awaitable<void> connection::serve(const std::optional<tls::server_side>& secured) {
    if (secured) {
        auto how = *secured;
        const auto failed = co_await peer_.secure(std::move(how), handshake_within);
        if (failed) co_return;
        secure_ = true;
        certificate_ = peer_.peer_names();
    }
    while (stays_ && !stopping_) { // a request a turn
        quiet_since_ = steady::now();
        auto asked = co_await read();
        if (!asked) break;
        quiet_since_.reset();
        const bool only_head = asked->method == "HEAD";
        const auto told = co_await answers_(std::move(*asked));
        const bool written = co_await answer(told, only_head);
        if (!written) break;
    }
    peer_.close();
}

void connection::stop() {
    stopping_ = true;
    quiet_since_.reset();
    peer_.cancel();
}

asio::awaitable<std::optional<request>> connection::read() {
    std::optional<vagus::http::request_head> head;
    until_ = steady::now() + request_within;
    while (!head) { // ends with a head, the connection or a deadline
        auto came = requests_.head();
        if (!came) {
            co_await turn_down(came.error());
            co_return std::nullopt;
        }
        head = std::move(*came);
        if (!head && !co_await read_more()) co_return std::nullopt;
    }
    if (head->waits && !co_await write(go_on)) co_return std::nullopt;
    request made;
    for (;;) { // ends with a body, the connection or a deadline
        auto body = requests_.body();
        if (!body) {
            co_await turn_down(body.error());
            co_return std::nullopt;
        }
        if (*body) {
            made.body = std::move(**body);
            break;
        }
        if (!co_await read_more()) co_return std::nullopt;
    }
    if (!read_target(head->path, head->query, made)) {
        co_await turn_down({400, "this is no path of ours"});
        co_return std::nullopt;
    }
    stays_ = head->keep_alive;
    made.method = std::move(head->method);
    made.authorization = std::move(head->authorization);
    made.content_type = std::move(head->content_type);
    made.fields = std::move(head->fields);
    made.from = from_;
    made.secure = secure_;
    made.certificate = certificate_;
    co_return made;
}

asio::awaitable<bool> connection::read_more() {
    if (stopping_) co_return false;
    const bool begun = requests_.begun();
    const auto left = begun ? until_ - steady::now() : steady::duration{idle_within};
    peer_.within().expires_after(std::max<steady::duration>(left, std::chrono::milliseconds{1}));
    auto [bytes, failed] = co_await peer_.read_some(came_);
    if (failed) co_return false;
    if (!begun) until_ = steady::now() + request_within;
    requests_.put({came_.data(), bytes});
    co_return true;
}

// Behind the head of an answer to HEAD comes the next answer (RFC 9110 9.3.2).
asio::awaitable<bool> connection::answer(const reply& what, bool only_head) {
    if (!what.then) {
        auto bytes = to_bytes(what.head, stays_ && !stopping_);
        if (only_head) bytes.resize(bytes.find("\r\n\r\n") + 4);
        co_return co_await write(std::move(bytes));
    }
    // Without a length: the answer ends with the connection.
    std::string head =
        "HTTP/1.1 " + std::to_string(what.head.status) + " OK\r\n" + what.head.fields + "Connection: close\r\n\r\n";
    if (!co_await write(std::move(head))) co_return false;
    write_piece piece = [this](std::string bytes) { return write(std::move(bytes)); };
    co_await what.then(std::move(piece));
    co_return false;
}

asio::awaitable<bool> connection::write(std::string bytes) {
    if (stopping_) co_return false;
    const runtime::gather whole{asio::buffer(bytes)};
    const auto failed = co_await peer_.write_all(write_within, whole);
    co_return !failed;
}

asio::awaitable<void> connection::turn_down(const vagus::http::bad_request& why) {
    auto told = problem(why.status == 413 ? "too_large" : "bad_request", why.words);
    told.head.status = why.status;
    (void)co_await write(to_bytes(told.head, false));
}

} // namespace vagus::admin::http
