// What outputs over HTTP share: settings, a connection that logs in, and what an answer means for the queue.
#pragma once

#include "engine/deliver/web/authorization.hpp"
#include "engine/deliver/web/http_client.hpp"
#include "engine/deliver/web/login.hpp"
#include "engine/queue/judge.hpp"
#include "engine/queue/status_rules.hpp"

#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::deliver {

struct web_settings : http_bounds {
    login auth;
    bool gzip = false;
    std::optional<tls::output_terms> tls;
};
[[nodiscard]] const config::fields<http_bounds>& http_bounds_fields();
[[nodiscard]] const config::fields<web_settings>& web_settings_fields();
// A finding for TLS terms where nothing is encrypted.
void check_terms(const web_server& to, const web_settings& how, const config::node& map, config::reading& context);
[[nodiscard]] https secured(const web_settings& how, const tls::profiles& certificates);

// One lane's connection. Thread rule: as http_client.
class web_client {
  public:
    web_client(web_server to, const web_settings& how, std::shared_ptr<authorization> who,
               const tls::profiles& certificates, boost::asio::io_context& context);

    // Logged in; a refused token is fetched anew once. With `gzip` the body is packed.
    [[nodiscard]] boost::asio::awaitable<result<http_answer, http_failure>> exchange(http_request request);
    void stop();
    void cut(); // at once
    // Likewise, and the login that it shares goes on for others.
    void drop() { client_.cut(); }

  private:
    const web_settings& how_;
    std::shared_ptr<authorization> who_;
    http_client client_;
};

[[nodiscard]] queue::attempt_result attempt_of(http_failure failed);
// `kept`: what people shall find with the attempt, the beginning of a long one.
[[nodiscard]] queue::attempt_result attempt_of(const http_answer& answer, bool conditional,
                                               const std::vector<queue::status_rule>& rules, std::time_t now,
                                               std::string_view kept);

} // namespace vagus::deliver
