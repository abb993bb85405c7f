// A port for machines that look after the engine: Prometheus and health probes. Plain HTTP without login, which shows
// no patient data. One small request a connection, on a thread of its own: nobody who asks can hold anything up.
#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "config/types.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace vagus::observe {

// Of a request's head: http::longest_head.
struct monitor_limits {
    std::size_t connections = 16; // open at once; further ones are closed
    std::chrono::milliseconds request_within{5000};
    std::chrono::milliseconds answer_within{10000};
};

struct monitor_reply {
    unsigned status = 200;
    std::string_view type; // static
    std::string body;
};
// Of GET; on the port's thread. `query` is what stands behind the '?'.
using monitor_answers = std::function<monitor_reply(std::string_view path, std::string_view query)>;

class monitor_port {
  public:
    monitor_port(config::endpoint where, monitor_answers answers, reporter& report, monitor_limits limits = {});
    ~monitor_port(); // stops
    monitor_port(const monitor_port&) = delete;
    monitor_port& operator=(const monitor_port&) = delete;

    // The error says which address and why.
    [[nodiscard]] result<void, std::string> start();
    void stop();
    [[nodiscard]] std::string where() const; // "0.0.0.0:9464"; with port 0 the port taken

  private:
    struct running;
    std::unique_ptr<running> running_;
};

} // namespace vagus::observe
