#include "engine/admin/store_acts.hpp"

#include "base/ids.hpp"

#include <charconv>
#include <cstdint>
#include <exception>
#include <optional>
#include <string_view>

namespace vagus::admin {
namespace json = boost::json;

namespace {

struct legal_hold_changed {
    std::uint32_t segment;
    bool held;
    std::string reason;
    static constexpr std::string_view name = "store.legal_hold";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const {
        return {{"segment", std::int64_t{segment}}, {"held", held}, {"reason", reason}};
    }
};

struct clock_believed {
    std::string reason;
    static constexpr std::string_view name = "store.clock_is_right";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"reason", reason}}; }
};

std::string_view text(const json::object& request, std::string_view key) {
    const auto* written = request.if_contains(key);
    return written != nullptr && written->is_string() ? std::string_view{written->get_string()} : std::string_view{};
}

// The number of a segment, or the id of a message in it.
std::optional<std::uint32_t> segment_of(std::string_view text) {
    if (const auto id = parse_message_id(text)) return id->segment;
    std::uint32_t no = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, no);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return no;
}

json::object change_hold(store::store& where, reporter& report, const json::object& request, bool held) {
    const auto segment = segment_of(text(request, "segment"));
    std::string reason{text(request, "reason")};
    if (!segment || reason.empty()) return refusal("it takes a segment or the id of a message, and a reason");
    try {
        if (!where.hold_legally(*segment, held))
            return refusal("there is no such segment any more: `vagus store status` lists them");
    } catch (const std::exception& error) {
        return refusal(error.what());
    }
    report(legal_hold_changed{*segment, held, std::move(reason)});
    return {{"segment", *segment}, {"held", held}};
}

json::object believe(store::store& where, reporter& report, const json::object& request) {
    std::string reason{text(request, "reason")};
    if (reason.empty()) return refusal("it takes a reason");
    try {
        where.believe_clock();
    } catch (const std::exception& error) {
        return refusal(error.what());
    }
    report(clock_believed{std::move(reason)});
    return {{"believed", true}};
}

} // namespace

void add_store_verbs(std::map<std::string, verb>& verbs, store::store& where, reporter& report) {
    for (const bool held : {true, false})
        verbs[held ? "store.hold" : "store.release"] =
            [&where, &report, held](const json::object& request) -> boost::asio::awaitable<json::object> {
            co_return change_hold(where, report, request, held);
        };
    verbs["store.clock_is_right"] = [&where,
                                     &report](const json::object& request) -> boost::asio::awaitable<json::object> {
        co_return believe(where, report, request);
    };
}

} // namespace vagus::admin
