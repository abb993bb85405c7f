// The keys of the OpenID provider that `site.admin.auth.oidc` names: from a file, or fetched from where its discovery
// document says, and fetched again while the engine runs, as providers change them.
// Thread rule: the admin thread. Source: OpenID Connect Discovery 1.0, RFC 7517.
#pragma once

#include "base/report.hpp"
#include "engine/access/key_set.hpp"
#include "engine/app/site_admin.hpp"
#include "engine/runtime/task_group.hpp"
#include "engine/runtime/tls/profiles.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

namespace vagus::deliver {
class http_client;
} // namespace vagus::deliver

namespace vagus::app {

inline constexpr auto keys_again_after = std::chrono::hours{1};
inline constexpr auto keys_retry_after = std::chrono::seconds{30};

class provider_keys {
  public:
    // All of it outlives the keys; `folder`: where the path of a file begins.
    provider_keys(const oidc_site& from, std::filesystem::path folder, boost::asio::io_context& home,
                  const tls::profiles& certificates, reporter& report);

    void start();
    void stop(std::function<void()> then);                             // what is being fetched is let go
    [[nodiscard]] const access::key_set& now() const { return keys_; } // none: not had yet, so that nobody is let in

  private:
    [[nodiscard]] boost::asio::awaitable<void> run();
    [[nodiscard]] boost::asio::awaitable<result<std::string, std::string>> text();
    [[nodiscard]] boost::asio::awaitable<result<std::string, std::string>> fetch(std::string url);
    [[nodiscard]] result<std::string, std::string> read_file() const;

    const oidc_site from_;
    const std::filesystem::path folder_;
    const tls::profiles& certificates_;
    reporter& report_;
    runtime::task_group tasks_;
    boost::asio::steady_timer timer_;
    access::key_set keys_;
    deliver::http_client* asked_ = nullptr; // while a fetch is under way
    bool stopping_ = false;
};

} // namespace vagus::app
