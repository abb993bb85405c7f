// Outputs and their queues for people: how they stand; hold, release, drain, retry now, skip.
#pragma once

#include "engine/admin/server.hpp"
#include "engine/queue/output_queue.hpp"
#include "engine/store/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::admin {

struct named_output {
    queue::output_queue& queue; // there for as long as the engine
    std::string where;          // it sends to
    std::function<std::string()> remark;
};

inline constexpr std::size_t longest_reason = 500; // bytes of what a person says

// Two people decide about one output or input. `seen_us` of a request is since when it was held (or paused) as its
// asker saw it, 0: not at all. A refusal when another has decided since; nothing: it is as it was seen, or that was not
// asked.
[[nodiscard]] std::optional<boost::json::object> decided_meanwhile(const boost::json::object& request,
                                                                   const std::string& what, std::string_view held,
                                                                   const std::optional<store::hold>& now);

// Those there are: a reload may change them.
using outputs_now = std::function<std::vector<named_output>()>;

// One object an output, for `status` and `queue`.
[[nodiscard]] boost::asio::awaitable<boost::json::array> output_rows(std::vector<named_output> outputs,
                                                                     const store::store& where, const clock& time);

// Adds output.hold, output.release, output.drain, output.retry_now and output.skip. Everything outlives the server;
// `box` is its context's mailbox.
void add_output_verbs(std::map<std::string, verb>& verbs, const outputs_now& outputs, store::store& where,
                      store::mailbox& box);

} // namespace vagus::admin
