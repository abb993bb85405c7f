// One sender's connection: a coroutine that reads top to bottom. Frame in, message stored, answer out, again.
#pragma once

#include "engine/listen/mllp.hpp"
#include "engine/runtime/stream.hpp"
#include "parsers/mllp/decoder.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <chrono>
#include <optional>
#include <span>
#include <string>

namespace vagus::listen {

// What the sessions of one listener share.
struct mllp_service {
    intake::source from;
    mllp_listener limits;
    surroundings around;
    std::atomic<bool> stopping{false};
    std::atomic<std::uint64_t> messages{0};
    std::atomic<std::uint64_t> connections{0};
    std::atomic<std::uint64_t> handshakes{0}; // in progress
};

// Lives on one thread of the pool, from accept to close.
class mllp_session {
  public:
    mllp_session(boost::asio::ip::tcp::socket peer, mllp_service& service, store::mailbox& box);

    [[nodiscard]] boost::asio::awaitable<void> serve();
    // On its thread: ends a session that has no message in hand; the others end after their answer.
    void stop();
    // How long it has waited for its sender to say something; zero while it does not wait.
    [[nodiscard]] std::chrono::steady_clock::duration silence() const;
    // On its thread: ends a session that waits, for another sender's connection.
    void give_way();

  private:
    enum class go : std::uint8_t { on, end };

    [[nodiscard]] boost::asio::awaitable<bool> secured();
    // A frame or one that is too long; nothing: the connection is over.
    [[nodiscard]] boost::asio::awaitable<std::optional<mllp::event>> read();
    [[nodiscard]] boost::asio::awaitable<bool> room_for_what_is_held();
    // Until the store takes messages again, or the engine stops.
    [[nodiscard]] boost::asio::awaitable<void> room_in_the_store();
    [[nodiscard]] boost::asio::awaitable<intake::verdict> take(mllp::event arrived);
    // A batch: its messages one by one.
    [[nodiscard]] boost::asio::awaitable<go> take_batch(std::string bytes);
    [[nodiscard]] boost::asio::awaitable<go> respond(intake::verdict verdict);
    [[nodiscard]] bool is_commit(const mllp::event& arrived);
    [[nodiscard]] bool speaks_tls(std::span<const char> bytes);
    void note_stray(std::string bytes);
    void broken(std::string reason);

    runtime::stream peer_;
    mllp_service& service_;
    store::mailbox& box_;
    std::string name_; // "10.1.4.9:51234"
    mllp::decoder frames_;
    intake::share share_;
    std::size_t batch_ = 0; // bytes of the batch in hand
    bool reading_ = false;  // waiting for bytes, with no message in hand
    std::chrono::steady_clock::time_point heard_ = std::chrono::steady_clock::now(); // when bytes came last
    bool gives_way_ = false;
    bool begun_ = false; // bytes have come
    bool gone_ = false;  // the peer sends no more
    std::string end_ = "closed by the sender";
};

} // namespace vagus::listen
