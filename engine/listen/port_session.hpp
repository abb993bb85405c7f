// One connection to a port: what a session needs whatever is spoken on it. A session lives on one thread of the pool,
// from accept to close.
#pragma once

#include "engine/listen/input.hpp"
#include "engine/listen/port_terms.hpp"
#include "engine/runtime/stream.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace vagus::listen {

// What the sessions of one port share.
struct port_service {
    intake::source from;
    const port_terms& limits;
    surroundings around;
    std::atomic<bool> stopping{false};
    std::atomic<std::uint64_t> messages{0};
    std::atomic<std::uint64_t> connections{0};
    std::atomic<std::uint64_t> handshakes{0}; // in progress
};

class port_session {
  public:
    port_session(boost::asio::ip::tcp::socket peer, port_service& service, store::mailbox& box);
    virtual ~port_session() = default;
    port_session(const port_session&) = delete;
    port_session& operator=(const port_session&) = delete;

    [[nodiscard]] boost::asio::awaitable<void> serve();
    // On its thread: ends a session that has no message in hand; the others end after their answer.
    void stop();
    // How long it has waited for its sender to say something; zero while it does not wait.
    [[nodiscard]] std::chrono::steady_clock::duration silence() const;
    // On its thread: ends a session that waits, for another sender's connection.
    void give_way();

  protected:
    // Ends with the connection.
    [[nodiscard]] virtual boost::asio::awaitable<void> converse() = 0;
    // Bytes of a message have come, and others have not.
    [[nodiscard]] virtual bool inside_message() const = 0;

    // What comes within `span`; the session may be ended before it, and meanwhile.
    [[nodiscard]] boost::asio::awaitable<runtime::arrival> read_some(std::span<char> into, config::duration span);
    // The session holds as many bytes from now on, or ends with what it reads next. False: there is no room within
    // site.in_flight, for too long.
    [[nodiscard]] boost::asio::awaitable<bool> room_for(std::size_t bytes);
    [[nodiscard]] bool stopping() const { return service_.stopping.load(std::memory_order_relaxed); }
    [[nodiscard]] bool speaks_tls(std::span<const char> bytes);
    void end_because(const runtime::stream::error_code& failed);

    runtime::stream peer_;
    port_service& service_;
    store::mailbox& box_;
    std::string name_; // "10.1.4.9:51234"
    intake::share share_;
    std::string end_ = "closed by the sender";

  private:
    [[nodiscard]] boost::asio::awaitable<bool> secured();
    // stop() has come, maybe while it did not read, and no message is in hand.
    [[nodiscard]] bool ends_now() const { return stopping() && !inside_message(); }

    bool reading_ = false; // waiting for bytes, with no message in hand
    std::chrono::steady_clock::time_point heard_ = std::chrono::steady_clock::now(); // when bytes came last
    bool gives_way_ = false;
};

} // namespace vagus::listen
