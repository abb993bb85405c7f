// The port of the API and the dashboard, on the admin thread.
#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "config/fields.hpp"
#include "engine/admin/http/connection.hpp"
#include "engine/runtime/tls/profiles.hpp"
#include "engine/runtime/tls/terms.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>

namespace vagus::admin::http {

struct port_terms {
    config::endpoint listen;
    std::optional<tls::input_terms> tls;
};

class server {
  public:
    // All of it outlives the server.
    server(boost::asio::io_context& context, port_terms how, const tls::profiles& certificates, handler answers,
           reporter& report);
    ~server();

    [[nodiscard]] result<void, std::string> bind();
    void start();                            // any thread
    void stop(std::function<void()> then);   // its thread; `then` runs when no connection is left
    [[nodiscard]] std::string where() const; // "127.0.0.1:8080", after bind()

  private:
    struct running;
    std::shared_ptr<running> running_;
};

} // namespace vagus::admin::http
