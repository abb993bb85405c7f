#include "engine/store/message_search.hpp"

#include "engine/store/catalog.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/outline.hpp"
#include "engine/store/segment_search.hpp"

#include <algorithm>
#include <chrono>

namespace vagus::store {
namespace {

namespace fs = std::filesystem;

constexpr auto margin = std::chrono::microseconds{clock_margin}.count();

bool in_window(const segment_entry& which, const message_filter& what) {
    return !(which.sealed && which.sealed_at + margin < what.since) && what.until >= which.opened - margin;
}

// Numbers for the names that are meant; nothing: the store has no such name, so nothing can be found.
std::optional<segment_filter> with_numbers(const outline& seen, const message_filter& what) {
    segment_filter made{what, 0, 0};
    if (!what.input.empty()) made.input = seen.number_of(name_kind::input, what.input);
    if (!what.output.empty()) made.output = seen.number_of(name_kind::output, what.output);
    const bool known = (what.input.empty() || made.input != 0) && (what.output.empty() || made.output != 0);
    return known ? std::optional{made} : std::nullopt;
}

} // namespace

found_page find_messages(const fs::path& folder, const message_filter& what, std::optional<message_id> below,
                         std::size_t most) {
    found_page found;
    const auto seen = read_outline(folder);
    const auto filter = with_numbers(seen, what);
    if (!filter) return found;
    std::uint64_t budget = search_effort;
    for (const auto& each : seen.segments) {
        if (below && each.no > below->segment) continue;
        if (!in_window(each, what)) continue;
        if (found.next) { // what is still to be looked at is older, so it is sealed, and counted
            found.left += static_cast<std::uint64_t>(std::max<std::int64_t>(each.messages, 0));
            continue;
        }
        try {
            segment_search in{folder, seen, each, *filter};
            if (!in.trouble().empty()) found.passed_over.push_back(in.trouble());
            const auto from = below && each.no == below->segment ? std::int64_t{below->row} - 1 : in.newest();
            const auto at = in.run(from, most, budget, found);
            if (at > 0 || found.messages.size() >= most || budget == 0) {
                found.next = message_id{seen.store, 0, each.no, static_cast<std::uint32_t>(at + 1)};
                found.left += static_cast<std::uint64_t>(at);
            }
        } catch (const sqlite_error& error) {
            found.passed_over.emplace_back(error.what());
        }
    }
    return found;
}

} // namespace vagus::store
