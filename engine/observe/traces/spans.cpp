#include "engine/observe/traces/spans.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace vagus::observe {
namespace json = boost::json;

namespace {

enum class stage : std::uint8_t { receipt, attempt };

// Which events are a span, and whether that is bad news.
struct traced {
    std::string_view event;
    stage of;
    bool failed;
};
constexpr std::array<traced, 7> all_traced{{{"message.stored", stage::receipt, false},
                                            {"message.unmatched", stage::receipt, false},
                                            {"message.refused", stage::receipt, true},
                                            {"message.failed", stage::receipt, true},
                                            {"delivery.done", stage::attempt, false},
                                            {"delivery.retried", stage::attempt, true},
                                            {"delivery.dead", stage::attempt, true}}};

// What a span says: names of the configuration, ids of ours, words of closed sets. Reasons stay in the log.
constexpr std::array<std::string_view, 8> kept{"input",  "output", "message_id", "deliveries",
                                               "result", "ack",    "err_code",   "attempt"};

// FNV-1a: for spreading, not for secrecy.
std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
    auto value = seed;
    for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return value;
}
constexpr std::uint64_t seed = 0xcbf29ce484222325U;

std::string text_of(const facts& what, std::string_view key) {
    const auto found = std::ranges::find(what, key, &fact::key);
    const auto* text = found == what.end() ? nullptr : std::get_if<std::string>(&found->value);
    return text == nullptr ? std::string{} : *text;
}
std::int64_t number_of(const facts& what, std::string_view key) {
    const auto found = std::ranges::find(what, key, &fact::key);
    const auto* number = found == what.end() ? nullptr : std::get_if<std::int64_t>(&found->value);
    return number == nullptr ? 0 : *number;
}

json::object attribute(std::string_view key, const std::variant<std::int64_t, bool, std::string>& value) {
    json::object written;
    if (const auto* text = std::get_if<std::string>(&value))
        written["stringValue"] = *text;
    else if (const auto* number = std::get_if<std::int64_t>(&value))
        written["intValue"] = std::to_string(*number); // 64 bits are text in this encoding
    else
        written["boolValue"] = std::get<bool>(value);
    return {{"key", key}, {"value", std::move(written)}};
}

json::object as_json(const trace_span& one) {
    json::array about;
    for (const auto& each : one.about) about.push_back(attribute("vagus." + std::string{each.key}, each.value));
    json::object made{{"traceId", one.trace},
                      {"spanId", one.id},
                      {"name", one.name},
                      {"kind", one.name == "receive" ? 2 : 3}, // server, client
                      {"startTimeUnixNano", std::to_string(one.begin) + "000"},
                      {"endTimeUnixNano", std::to_string(one.end) + "000"},
                      {"attributes", std::move(about)},
                      {"status", json::object{{"code", one.failed ? 2 : 1}}}};
    if (!one.parent.empty()) made["parentSpanId"] = one.parent;
    return made;
}

} // namespace

std::optional<trace_span> span_of(std::string_view event, const facts& what, wall_us now) {
    const auto known = std::ranges::find(all_traced, event, &traced::event);
    if (known == all_traced.end()) return std::nullopt;
    const auto message = text_of(what, "message_id");
    if (message.empty()) return std::nullopt;
    trace_span made;
    const auto high = hash_of(message, seed);
    made.trace = fmt::format("{:016x}{:016x}", high, hash_of(message, ~high));
    const auto root = fmt::format("{:016x}", hash_of("receive", high));
    made.name = known->of == stage::receipt ? "receive" : "deliver";
    made.id = root;
    if (known->of == stage::attempt) {
        made.parent = root;
        made.id = fmt::format("{:016x}",
                              hash_of(fmt::format("{} {}", text_of(what, "output"), number_of(what, "attempt")), high));
    }
    made.end = now;
    made.begin = now - number_of(what, "duration_us");
    made.failed = known->failed;
    for (const auto& each : what)
        if (std::ranges::find(kept, each.key) != kept.end()) made.about.push_back(each);
    return made;
}

bool is_sampled(std::string_view trace, double share) {
    std::uint64_t low = 0;
    const auto part = trace.substr(16);
    std::from_chars(part.data(), part.data() + part.size(), low, 16);
    return static_cast<double>(low >> 11U) < share * static_cast<double>(std::uint64_t{1} << 53U);
}

std::string otlp_json(std::span<const trace_span> all, const std::string& site, const std::string& version) {
    json::array spans;
    for (const auto& each : all) spans.push_back(as_json(each));
    json::array resource{attribute("service.name", "vagus"), attribute("service.instance.id", site),
                         attribute("service.version", version)};
    json::object scope{{"scope", json::object{{"name", "vagus"}}}, {"spans", std::move(spans)}};
    json::object whole{{"resource", json::object{{"attributes", std::move(resource)}}},
                       {"scopeSpans", json::array{std::move(scope)}}};
    return json::serialize(json::object{{"resourceSpans", json::array{std::move(whole)}}});
}

} // namespace vagus::observe
