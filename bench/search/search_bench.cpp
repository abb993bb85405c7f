// How long people wait for what they look for in a store of ten million messages: by a key, by a control id, and for
// the first page of a day, with and without a filter. The segments are written by SQL, with one delivery and two keys a
// message, a hundred days of them, the last one live and without an index; then the indices are made.
// Usage: bench_search FOLDER [MESSAGES]. Some 4 GB in FOLDER. Prints JSON, milliseconds: median and longest.
#include "engine/store/catalog.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/index.hpp"
#include "engine/store/message_search.hpp"
#include "engine/store/segment.hpp"
#include "engine/store/sqlite.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace vagus::store;
using vagus::wall_us;
using steady = std::chrono::steady_clock;

constexpr std::int64_t segment_messages = 1'000'000;
constexpr std::int64_t live_messages = 300'000; // so many lie in the live one
constexpr wall_us begin_us = 1'780'000'000'000'000;
constexpr wall_us span_us = 100LL * 24 * 3600 * 1'000'000; // of all of them
constexpr std::int64_t patients = 200'000;
constexpr int rounds = 51;

std::string value_of(std::int64_t number) {
    return std::to_string(number);
}

struct world {
    std::filesystem::path folder;
    std::int64_t messages;
    [[nodiscard]] wall_us step() const { return span_us / messages; }
    [[nodiscard]] wall_us time_of(std::int64_t seq) const { return begin_us + seq * step(); }
};

// A message of patient seq*7919 mod patients, one dead letter in 5000.
void fill(const world& in, std::uint32_t no, std::string_view uuid, std::int64_t first, std::int64_t count,
          std::uint32_t input, std::uint32_t output) {
    segment::create(in.folder, no, uuid, first + 1, in.time_of(first));
    connection db{segment_file(in.folder, no), connection::access::write};
    db.run("PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; BEGIN");
    const auto each = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + value_of(count) +
                      ") INSERT INTO ";
    const auto seq = "(i + " + value_of(first) + ")";
    const auto at = "(" + value_of(begin_us) + " + " + seq + " * " + value_of(in.step()) + ")";
    db.run((each + "message SELECT i, " + seq + ", " + value_of(input) + ", '10.1.1.1:1', " + at + ", 1, 0, 'M' || " +
            seq +
            ", CASE i % 3 WHEN 0 THEN 'ADT^A01' WHEN 1 THEN 'ADT^A08' ELSE 'ORU^R01' END, "
            "'AA', '', NULL, NULL, i, 1, 0, NULL, i, NULL, zeroblob(120) FROM n")
               .c_str());
    db.run((each + "delivery SELECT i, i, " + value_of(output) +
            ", 0, x'', CASE WHEN i % 5000 = 0 THEN 2 ELSE 1 END, 1, " + at + ", " + at + ", NULL, 0 FROM n")
               .c_str());
    db.run("COMMIT");
    db.run("BEGIN");
    statement put{db, "INSERT INTO sought VALUES(?, ?)"};
    for (std::int64_t row = 1; row <= count; ++row) {
        const std::int64_t hashes[2]{control_hash(value_of((first + row) * 7919 % patients)),
                                     control_hash("V" + value_of(first + row))};
        put.run(row, blob{{reinterpret_cast<const char*>(hashes), sizeof hashes}});
    }
    db.run("COMMIT");
    db.checkpoint(connection::checkpoint_mode::truncate);
}

struct cost {
    double median = 0;
    double longest = 0;
};

cost measure(const std::function<void(int)>& act) {
    std::vector<double> took;
    for (int i = 0; i < rounds; ++i) {
        const auto begun = steady::now();
        act(i);
        took.push_back(std::chrono::duration<double, std::milli>(steady::now() - begun).count());
    }
    std::ranges::sort(took);
    return {took[rounds / 2], took.back()};
}

void say(const char* what, cost is) {
    std::cout << ", \"" << what << "_ms\": [" << is.median << ", " << is.longest << "]";
}

[[noreturn]] void fail(const char* why) {
    std::cerr << why << '\n';
    std::exit(1);
}

double build(const world& in) {
    std::filesystem::remove_all(in.folder);
    std::filesystem::create_directories(in.folder);
    catalog entries{in.folder};
    const auto input = entries.number(name_kind::input, "adt_in");
    const auto output = entries.number(name_kind::output, "pas");
    std::uint32_t no = 0;
    std::vector<sealed_facts> sealed;
    for (std::int64_t first = 0; first < in.messages;) {
        const auto left = in.messages - first;
        const auto count = std::min(segment_messages, left > live_messages ? left - live_messages : left);
        fill(in, ++no, entries.uuid(), first, count, input, output);
        entries.open_segment(no, first + 1, in.time_of(first), sealed);
        first += count;
        sealed = {{no, first, static_cast<std::int64_t>(std::filesystem::file_size(segment_file(in.folder, no)))}};
    }
    const auto begun = steady::now();
    for (const auto& each : entries.segments())
        if (each.no != no) make_index(in.folder, each, entries.uuid());
    return std::chrono::duration<double>(steady::now() - begun).count();
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) fail("usage: bench_search FOLDER [MESSAGES]");
    const world in{std::filesystem::path{argv[1]} / "bench-search", argc > 2 ? std::atol(argv[2]) : 10'000'000};
    const auto indexing = build(in);
    std::cout << "{\"bench\": \"search\", \"messages\": " << in.messages << ", \"indices_made_s\": " << indexing;

    const auto find = [&](const message_filter& what) { return find_messages(in.folder, what, {}, 50); };
    say("by_key", measure([&](int i) {
            message_filter what;
            what.key = control_hash(value_of(i * 37 % patients));
            if (find(what).messages.size() !=
                std::min<std::size_t>(50, static_cast<std::size_t>(in.messages / patients)))
                fail("a patient's messages were not found");
        }));
    say("by_key_of_one", measure([&](int i) {
            message_filter what;
            what.key = control_hash("V" + value_of(1 + in.messages / rounds * i));
            if (find(what).messages.size() != 1) fail("a visit was not found");
        }));
    say("by_key_of_nobody", measure([&](int i) {
            message_filter what;
            what.key = control_hash("nobody " + value_of(i));
            if (!find(what).messages.empty()) fail("nobody was found");
        }));
    const auto a_day = [&](int i, const std::function<void(message_filter&)>& with, std::size_t least) {
        message_filter what;
        what.since = begin_us + span_us / rounds * i;
        what.until = what.since + 24LL * 3600 * 1'000'000;
        with(what);
        if (find(what).messages.size() < least) fail("a day was not found");
    };
    say("page_of_a_day", measure([&](int i) { a_day(i, [](auto&) {}, 50); }));
    say("page_of_a_day_by_type", measure([&](int i) { a_day(i, [](auto& what) { what.type = "ORU^R01"; }, 50); }));
    say("page_of_a_day_dead",
        measure([&](int i) { a_day(i, [](auto& what) { what.delivery = delivery_state::dead; }, 10); }));
    std::cout << "}\n";
    std::filesystem::remove_all(in.folder);
}
