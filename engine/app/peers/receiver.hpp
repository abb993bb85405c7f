// A receiver's end of MLLP to test with: any number of senders, answers as told. What `vagus listen` is made of.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/app/peers/stamp.hpp"
#include "engine/runtime/task_group.hpp"
#include "engine/runtime/tls/sides.hpp"
#include "parsers/hl7/acknowledge.hpp"
#include "parsers/hl7/message.hpp"
#include "parsers/mllp/decoder.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace vagus::peers {

struct receiver_settings {
    std::string host;                                     // "": every address
    std::uint16_t port = 0;                               // 0: any free one
    std::optional<hl7::ack_code> ack = hl7::ack_code::AA; // nothing: never answer
    std::function<bool(const hl7::document&)> refuse;     // may be empty; true: answer refuse_with
    hl7::ack_code refuse_with = hl7::ack_code::AE;
    std::chrono::milliseconds delay{0}; // before each answer
    std::size_t connections = 1000;     // at once; one more is closed at once
    std::size_t count = 0;              // stop after so many messages; 0: never
    mllp::limits limits;
    std::optional<tls::server_side> tls;                        // nothing: plain TCP
    std::function<void(const std::string& words)> refused = {}; // hears why TLS did not come about; may be empty
};

struct received {
    std::string bytes;
    std::string peer;
    std::string type;       // "ADT^A01"; "" when unreadable
    std::string control_id; // MSH-10
    std::string problem;    // why it is no message; ""
    std::optional<hl7::ack_code> answer;
};

// One thread: that of the context.
class receiver {
  public:
    // `seen` hears each message before its answer leaves; it may call stop().
    receiver(boost::asio::io_context& where, receiver_settings how, std::function<void(const received&)> seen);

    // Binds; gives the port, or words for people.
    [[nodiscard]] result<std::uint16_t, std::string> start();
    // No new connections, open ones closed; the context then runs out of work.
    void stop();
    // Calls back once everything has ended after stop().
    void when_done(std::function<void()> then) { tasks_.when_empty(std::move(then)); }
    [[nodiscard]] std::size_t turned_away() const { return turned_away_; }

  private:
    struct session;
    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket peer);
    [[nodiscard]] std::string judge(received& message); // the answer's bytes; "" for none

    receiver_settings how_;
    std::function<void(const received&)> seen_;
    boost::asio::ip::tcp::acceptor acceptor_;
    runtime::task_group tasks_;
    std::set<session*> sessions_;
    control_ids ids_{0}; // of the answers
    std::size_t messages_ = 0;
    std::size_t turned_away_ = 0;
};

} // namespace vagus::peers
