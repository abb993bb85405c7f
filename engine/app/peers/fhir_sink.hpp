// A little FHIR server to test and show with: takes Bundles, answers as a server does, keeps no content. What
// `vagus listen --fhir` is made of.
#pragma once

#include "base/result.hpp"
#include "engine/app/peers/fhir_shelf.hpp"
#include "engine/runtime/stream.hpp"
#include "engine/runtime/task_group.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>

namespace vagus::peers {

struct fhir_sink_settings {
    std::string host;         // "": every address
    std::uint16_t port = 0;   // 0: any free one
    std::uint32_t status = 0; // answer every Bundle with it; 0: as it deserves
    std::chrono::milliseconds delay{0};
    std::size_t connections = 1000; // at once; one more is closed at once
    std::size_t count = 0;          // stop after so many Bundles; 0: never
};

// One thread: that of the context.
class fhir_sink {
  public:
    using hear = std::function<void(const web_request&, const fhir_seen&)>;
    // `seen` hears each request before its answer leaves; it may call stop().
    fhir_sink(boost::asio::io_context& where, fhir_sink_settings how, hear seen);

    [[nodiscard]] result<std::uint16_t, std::string> start(); // gives the port, or words for people
    void stop();
    void when_done(std::function<void()> then) { tasks_.when_empty(std::move(then)); }

  private:
    struct session;
    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket peer);
    [[nodiscard]] fhir_seen judge(const web_request& request);

    fhir_sink_settings how_;
    hear seen_;
    boost::asio::ip::tcp::acceptor acceptor_;
    runtime::task_group tasks_;
    std::set<session*> sessions_;
    fhir_shelf shelf_;
    std::size_t bundles_ = 0;
};

} // namespace vagus::peers
