// One connection to a web server: a request out, its answer in, kept open between requests. HTTP/1.1 over TCP or TLS.
// Redirects are answers like others and not followed: who receives patient data is written in the configuration.
#pragma once

#include "base/result.hpp"
#include "config/types.hpp"
#include "engine/deliver/web/address.hpp"
#include "engine/deliver/web/http_message.hpp"
#include "engine/runtime/stream.hpp"
#include "engine/runtime/tls/profiles.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace vagus::deliver {

struct http_bounds {
    config::duration connect_timeout{std::chrono::seconds{5}};
    config::duration answer_timeout{std::chrono::seconds{30}}; // from the request's last byte to the answer's last
    std::uint64_t max_answer = 1U << 20U;
};

// For servers of https://.
struct https {
    const tls::profiles& certificates;
    tls::output_terms terms;
};

struct http_failure {
    enum class kind : std::uint8_t {
        connection, // nobody there, or gone before the answer was whole: the request may or may not have arrived
        timeout,    // no whole answer in time
        unreadable, // what came is no answer
        stopped,    // stop() came before anything was sent
    } what = kind::connection;
    std::string words;   // for people: no field values, nothing of the URL but its server
    bool unsent = false; // nothing of the request was written
};

// Thread rule: one thread, one exchange at a time.
class http_client {
  public:
    // `bounds` outlives it.
    http_client(web_server to, const http_bounds& bounds, https secured, boost::asio::io_context& context);

    // What `request` views outlives the call. A request on a kept connection that turns out dead before any byte of an
    // answer is sent once more on a new one, when its method allows that.
    [[nodiscard]] boost::asio::awaitable<result<http_answer, http_failure>> exchange(http_request request);
    // A request that was sent still gets its answer.
    void stop();
    void cut(); // at once

  private:
    using error_code = boost::system::error_code;
    struct sent {
        result<http_answer, http_failure> came;
        bool nothing_came = false; // not one byte
    };
    [[nodiscard]] boost::asio::awaitable<error_code> connect();
    [[nodiscard]] boost::asio::awaitable<sent> once(const http_request& request, const std::string& head);
    [[nodiscard]] boost::asio::awaitable<sent> answer(error_code write_failed);
    [[nodiscard]] http_failure lost(const std::string& words) const;

    web_server to_;
    const http_bounds& bounds_;
    https secured_;
    runtime::stream peer_;
    bool waiting_ = false; // for an answer
    bool stopping_ = false;
};

} // namespace vagus::deliver
