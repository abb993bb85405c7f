// One trace a message, as OpenTelemetry has it: its receipt, and each attempt to deliver it. Made of what is reported
// anyway, which has no field values. Ids are made of the message's id, so that what happens on other threads, and in
// later lives of the engine, joins the same trace without anybody keeping it. Pure.
// Source: OTLP 1.x, JSON encoding of ExportTraceServiceRequest.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::observe {

struct trace_span {
    std::string trace;     // 32 hex digits
    std::string id;        // 16
    std::string parent;    // 16; "": it is the first
    std::string_view name; // "receive", "deliver"
    wall_us begin = 0;
    wall_us end = 0;
    bool failed = false;
    facts about;
};

// Nothing: this event is no part of a message's way.
[[nodiscard]] std::optional<trace_span> span_of(std::string_view event, const facts& what, wall_us now);
// The same answer for all spans of a trace. `share` of 0 to 1.
[[nodiscard]] bool is_sampled(std::string_view trace, double share);

[[nodiscard]] std::string otlp_json(std::span<const trace_span> all, const std::string& site,
                                    const std::string& version);

} // namespace vagus::observe
