#include "engine/store/search.hpp"

#include "engine/store/asked_rows.hpp"
#include "engine/store/body_form.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/segment.hpp"

#include <string>
#include <utility>

namespace vagus::store {
namespace {

// CROSS JOIN keeps the order of the scan: deliveries by row, everything else by the number it names. Of an answer only
// its head: a page of them must not fill memory.
const std::string dead_rows = R"(
SELECT d.row, d.message, d.output, d.state, d.tries, d.at_us, m.input, m.control, m.type, m.received_us,
       a.outcome, substr(a.bytes, 1, )" +
                              std::to_string(answer_head) + R"()
FROM delivery d CROSS JOIN message m ON m.row = d.message LEFT JOIN answer a ON a.row = d.answer
WHERE d.row > ?1 AND d.row <= ?2 AND d.state IN (2, 3) AND d.at_us BETWEEN ?3 AND ?4
      AND (?5 = 0 OR d.output = ?5) AND (?6 = 0 OR m.input = ?6) ORDER BY d.row LIMIT ?7)";

constexpr const char* message_rows = R"(
SELECT row FROM message
WHERE row > ?1 AND row <= ?2 AND received_us BETWEEN ?3 AND ?4 AND (?5 = 0 OR input = ?5)
      AND (?6 = '' OR type = ?6) AND (?7 = '' OR control = ?7) AND (state = ?8 OR ?8 IS NULL AND state NOT IN (5, 6)) ORDER BY row LIMIT ?9)";

constexpr const char* delivered_rows =
    "SELECT message, keys FROM delivery WHERE row > ? AND row <= ? AND output = ? AND state = 1 ORDER BY row";

constexpr const char* message_row = "SELECT state, input, control, type, received_us, deliveries_first, deliveries_n, "
                                    "raw, parent FROM message WHERE row = ?";

constexpr const char* part_rows = R"(
SELECT d.row, d.output, d.state, d.keys, d.tries, d.at_us, a.outcome, a.bytes, b.form, b.bytes
FROM delivery d LEFT JOIN answer a ON a.row = d.answer LEFT JOIN body b ON b.row = d.body
WHERE d.row >= ?1 AND d.row < ?1 + ?2 ORDER BY d.row)";

} // namespace

search::search(connection& db, const catalog& names, std::uint32_t no)
    : db_{db}
    , names_{names}
    , no_{no}
    , last_delivery_{db, "SELECT max(row) FROM delivery"}
    , last_message_{db, "SELECT max(row) FROM message"}
    , dead_{db, dead_rows}
    , messages_{db, message_rows}
    , delivered_{db, delivered_rows}
    , message_{db, message_row}
    , parts_{db, part_rows} {}

void search::dead(const dead_query& what, stretch where, std::vector<dead_letter>& found) {
    auto at = dead_.query(where.after, where.last, what.since, what.until, what.name, what.input,
                          static_cast<std::int64_t>(what.most));
    while (at.next()) found.push_back(letter_of(at));
}

void search::messages(const message_query& what, stretch where, std::vector<message_id>& found) {
    auto at = messages_.query(where.after, where.last, what.since, what.until, what.input, std::string_view{what.type},
                              std::string_view{what.control}, what.state, static_cast<std::int64_t>(what.most));
    while (at.next()) found.push_back(id_of(at.integer(0)));
}

void search::delivered(std::uint32_t output, stretch where, std::vector<delivered_row>& found) {
    auto at = delivered_.query(where.after, where.last, output);
    while (at.next()) found.push_back({{no_, at.integer(0)}, read_keys(at.bytes(1))});
}

std::optional<stored_message> search::message(std::int64_t row) {
    auto at = message_.query(row);
    if (!at.next()) return std::nullopt;
    stored_message found;
    found.id = id_of(row);
    found.state = static_cast<message_state>(at.integer(0));
    found.input_number = static_cast<std::uint32_t>(at.integer(1));
    found.input = name_at(at, 1);
    found.control = at.bytes(2);
    found.type = at.bytes(3);
    found.received = at.integer(4);
    found.raw = at.bytes(7);
    found.parent = parse_message_id(at.bytes(8));
    auto part = parts_.query(at.integer(5), at.integer(6));
    while (part.next()) found.parts.push_back(part_of(part, found.raw));
    found.answers = answers_about(db_, row);
    return found;
}

stored_part search::part_of(const rows& at, const std::string& raw) const {
    stored_part part;
    part.at = {no_, at.integer(0)};
    part.name = name_at(at, 1);
    part.state = static_cast<delivery_state>(at.integer(2));
    part.keys = read_keys(at.bytes(3));
    part.tries = static_cast<std::uint32_t>(at.integer(4));
    part.when = at.integer(5);
    part.result = static_cast<outcome>(at.integer(6));
    part.answer = at.bytes(7);
    if (at.null(8)) return part;
    const auto form = static_cast<body_form>(at.integer(8));
    std::string whole; // of a patch
    const auto sends = unpack(form, at.bytes(9), raw, whole);
    if (form != body_form::attributes) part.body = sends.bytes;
    part.attributes = sends.attributes;
    return part;
}

std::int64_t search::newest(statement& of) {
    auto answer = of.query();
    return answer.next() ? answer.integer(0) : 0;
}

message_id search::id_of(std::int64_t row) const {
    return {names_.store_number(), 0, no_, static_cast<std::uint32_t>(row)};
}

std::string search::name_at(const rows& at, int column) const {
    return names_.name(static_cast<std::uint32_t>(at.integer(column)));
}

dead_letter search::letter_of(const rows& at) const {
    dead_letter letter;
    letter.message = id_of(at.integer(1));
    letter.at = {no_, at.integer(0)};
    letter.state = static_cast<delivery_state>(at.integer(3));
    letter.name = name_at(at, 2);
    letter.input = name_at(at, 6);
    letter.input_number = static_cast<std::uint32_t>(at.integer(6));
    letter.control = at.bytes(7);
    letter.type = at.bytes(8);
    letter.received = at.integer(9);
    letter.when = at.integer(5);
    letter.tries = static_cast<std::uint32_t>(at.integer(4));
    letter.result = static_cast<outcome>(at.integer(10));
    letter.answer = at.bytes(11);
    return letter;
}

} // namespace vagus::store
