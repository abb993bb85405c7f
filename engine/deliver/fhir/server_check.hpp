// Reads a FHIR server's /metadata at start, and again after it was away, and says where it does not fit what is sent.
// It never stops the output: some servers do more than they say.
#pragma once

#include "engine/deliver/fhir/capability.hpp"
#include "engine/deliver/output.hpp"
#include "engine/deliver/web/client.hpp"
#include "engine/runtime/task_group.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace vagus::deliver::fhir {

// One an output, shared by its lanes. Thread rule: the output's thread.
class server_check {
  public:
    // `base` without a slash at its end. `how` outlives it.
    server_check(web_server server, const std::string& base, const web_settings& how, const surroundings& around,
                 std::shared_ptr<authorization> who, boost::asio::io_context& context);

    // `self` lives while it is read.
    static void start(const std::shared_ptr<server_check>& self);
    // What came of a delivery.
    static void answered(const std::shared_ptr<server_check>& self, const std::string& bundle);
    void away();
    void stop();

  private:
    static boost::asio::awaitable<void> read(std::shared_ptr<server_check> self);
    void judge();

    std::string output_;
    std::string target_;
    const clock& clock_;
    reporter& report_;
    remark& state_;
    web_settings settings_; // of the same output, with room for a long answer
    web_client client_;
    runtime::task_group tasks_;
    std::optional<capability> offered_; // nothing: not read since the server came back
    demand asked_;
    std::chrono::steady_clock::time_point not_before_;
    bool reading_ = false;
    bool stopping_ = false;
};

} // namespace vagus::deliver::fhir
