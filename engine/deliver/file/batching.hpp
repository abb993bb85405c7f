// `batch:` of a file output: its messages wait in its queue until a time of day, and leave as one file.
#pragma once

#include "base/clock.hpp"
#include "config/fields.hpp"
#include "engine/deliver/remark.hpp"
#include "engine/queue/pipeline.hpp"
#include "parsers/zones/zone.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace vagus::deliver::file {

struct batching {
    enum class wrapping : std::uint8_t { fhs_bhs, bhs } wrap = wrapping::fhs_bhs;
    std::chrono::minutes at{0}; // after midnight
    std::int64_t max = 10'000;  // messages of a file
};
[[nodiscard]] const config::fields<batching>& batching_fields();

// Bytes of a file's messages, which are in memory when it is written; one that is longer is a file by itself.
inline constexpr std::size_t batch_bytes = std::size_t{16} << 20U;

struct batches {
    batching how;
    std::string folder;
    std::string stem;   // of the files' names: "lab"
    std::string ending; // ".hl7", or empty
    std::shared_ptr<const zones::zone> local;
};
// `time` and `state` outlive it.
[[nodiscard]] std::unique_ptr<queue::pipeline> make_batches(batches how, boost::asio::io_context& context,
                                                            queue::pipeline::owner& to, const clock& time,
                                                            remark& state);

} // namespace vagus::deliver::file
