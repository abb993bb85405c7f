#include "engine/store/read_file.hpp"

#include "engine/store/body_form.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/segment.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace vagus::store {
namespace {

// CROSS JOIN keeps the order of the scan: deliveries by row, everything else by the number it names.
constexpr const char* pending_rows = R"(
SELECT d.row, d.message, d.tries, d.keys, m.control, m.raw, b.form, b.bytes, m.received_us,
       CASE WHEN d.tries > 0 THEN d.next_us ELSE 0 END
FROM delivery d CROSS JOIN message m ON m.row = d.message LEFT JOIN body b ON b.row = d.body
WHERE d.row > ? AND d.row <= ? AND d.output = ? AND d.state = 0 ORDER BY d.row)";

constexpr const char* undecided_rows = R"(
SELECT d.row, d.message, d.keys FROM delivery d LEFT JOIN answer a ON a.row = d.answer
WHERE d.row > ? AND d.row <= ? AND d.output = ? AND d.state = 2 AND a.outcome IS NOT 6 ORDER BY d.row)";

constexpr const char* event_rows = R"(
SELECT row, at_us, kind, input, message, length(bytes) FROM event
WHERE row > ?1 AND row <= ?2 AND (?3 = 0 OR input = ?3) ORDER BY row DESC)";

constexpr const char* event_row =
    "SELECT row, at_us, kind, input, message, length(bytes), bytes FROM event WHERE row = ?";

constexpr const char* fragment_of_row = "SELECT raw, parent, received_us FROM message WHERE row = ? AND state = 6";

wire_event event_of(const rows& at, const catalog& names, std::uint32_t segment) {
    wire_event what;
    what.at = {segment, at.integer(0)};
    what.when = at.integer(1);
    what.kind = at.bytes(2);
    what.where = names.name(static_cast<std::uint32_t>(at.integer(3)));
    what.message = at.bytes(4);
    what.size = static_cast<std::size_t>(at.integer(5));
    return what;
}

// What a delivery sends, from the columns raw, form and bytes; without a row of `body`, what was received.
unpacked content_of(const rows& at, int raw, std::string& buffer) {
    auto received = at.bytes(raw);
    if (at.null(raw + 1)) return {{}, received};
    return unpack(static_cast<body_form>(at.integer(raw + 1)), at.bytes(raw + 2), received, buffer);
}

} // namespace

reader::file::file(const std::filesystem::path& folder, std::uint32_t no)
    : no_{no}
    , db_{segment_file(folder, no), connection::access::read}
    , last_{db_, "SELECT max(row) FROM delivery"}
    , pending_{db_, pending_rows}
    , undecided_{db_, undecided_rows}
    , events_{db_, event_rows}
    , event_{db_, event_row}
    , fragment_{db_, fragment_of_row} {
    db_.run(("PRAGMA cache_size = -" + std::to_string(reader_cache_bytes / limits::KiB)).c_str());
}

std::int64_t reader::file::last() {
    auto answer = last_.query();
    return answer.next() ? answer.integer(0) : 0;
}

void reader::file::pending(std::uint32_t store, std::uint32_t output, std::int64_t after, room& left,
                           std::vector<queued_delivery>& found) {
    for (const auto newest = last(); after < newest && !left.none(); after += scan_rows) {
        auto at = pending_.query(after, after + scan_rows, output);
        while (!left.none() && at.next()) {
            std::string whole; // of a patch
            const auto sends = content_of(at, 5, whole);
            auto body = whole.empty() ? std::make_shared<const std::string>(sends.bytes)
                                      : std::make_shared<const std::string>(std::move(whole));
            left.take(body->size());
            found.push_back({{no_, at.integer(0)},
                             {store, 0, no_, static_cast<std::uint32_t>(at.integer(1))},
                             output,
                             static_cast<std::uint32_t>(at.integer(2)),
                             read_keys(at.bytes(3)),
                             std::string{at.bytes(4)},
                             std::move(body),
                             std::string{sends.attributes},
                             at.integer(8),
                             at.integer(9)});
        }
    }
}

void reader::file::undecided(std::uint32_t store, std::uint32_t output, std::size_t most,
                             std::vector<dead_mark>& found) {
    const auto newest = last();
    for (std::int64_t after = 0; after < newest && found.size() < most; after += scan_rows) {
        auto at = undecided_.query(after, after + scan_rows, output);
        while (found.size() < most && at.next())
            found.push_back({{no_, at.integer(0)},
                             {store, 0, no_, static_cast<std::uint32_t>(at.integer(1))},
                             read_keys(at.bytes(2))});
    }
}

vagus::store::search& reader::file::search(const catalog& names) {
    if (!search_) search_.emplace(db_, names, no_);
    return *search_;
}

void reader::file::events(const catalog& names, std::uint32_t input, std::size_t most, std::vector<wire_event>& found) {
    for (auto last = db_.ask("SELECT max(row) FROM event"); last > 0 && found.size() < most; last -= scan_rows) {
        auto at = events_.query(last - scan_rows, last, static_cast<std::int64_t>(input));
        while (found.size() < most && at.next()) found.push_back(event_of(at, names, no_));
    }
}

std::optional<wire_event> reader::file::event(const catalog& names, std::int64_t row) {
    auto at = event_.query(row);
    if (!at.next()) return std::nullopt;
    auto what = event_of(at, names, no_);
    what.bytes = at.bytes(6);
    return what;
}

std::optional<reader::file::fragment_row> reader::file::fragment(std::int64_t message) {
    auto at = fragment_.query(message);
    if (!at.next()) return std::nullopt;
    return fragment_row{std::string{at.bytes(0)}, parse_message_id(at.bytes(1)), at.integer(2)};
}

} // namespace vagus::store
