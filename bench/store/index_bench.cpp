// What the index beside a sealed segment costs, in room and time, and what it is good for: how long a control id is
// looked for with it and without. Fills a store with messages of 1 KiB, each for OUTPUTS receivers that confirm, over
// several segments, and makes their indices. On the disk of FOLDER.
// Usage: bench_store_index FOLDER [MESSAGES] [OUTPUTS]. Prints JSON.
#include "bench/store/io_thread.hpp"
#include "engine/store/catalog.hpp"
#include "engine/store/control_search.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/index.hpp"
#include "engine/store/store.hpp"
#include "engine/store/survey.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace vagus::store;
using steady = std::chrono::steady_clock;

constexpr std::uint64_t segment_bytes = std::uint64_t{64} << 20U;
constexpr std::size_t in_flight_at_most = 512;
constexpr std::size_t looked_for = 51;

double ms_since(steady::time_point begun) {
    return std::chrono::duration<double, std::milli>(steady::now() - begun).count();
}

[[noreturn]] void fail(const std::string& why) {
    std::cerr << why << '\n';
    std::exit(1);
}

std::string control_of(std::uint64_t number) {
    return "M" + std::to_string(1'000'000 + number);
}

class filling {
  public:
    filling(store& to, vagus::bench::io_thread& box, std::uint64_t messages, std::uint32_t outputs)
        : to_{to}
        , box_{box}
        , messages_{messages}
        , outputs_{outputs} {
        for (std::uint32_t output = 1; output <= outputs; ++output)
            to_.subscribe(output, box_, [this](std::vector<queued_delivery> batch) {
                for (auto& each : batch) confirm(each.at);
            });
    }
    void run() {
        box_.run_until([this] {
            while (next_ < messages_ && in_flight_ < in_flight_at_most) accept();
            return next_ == messages_ && in_flight_ == 0 && unsettled_ == 0;
        });
    }

  private:
    void accept() {
        const auto number = next_++;
        new_message message;
        message.input = outputs_ + 1;
        message.received = vagus::system_clock().wall();
        message.revision = 1;
        message.control = control_of(number);
        message.type = "ADT^A01";
        message.receipt = "AA";
        message.raw.assign(1024, 'x');
        for (std::uint32_t output = 1; output <= outputs_; ++output)
            message.deliveries.push_back({output, delivery_state::pending, {number}, {}, {}});
        ++in_flight_;
        to_.accept(std::move(message), box_, [this](vagus::result<receipt, store_error> got) {
            if (!got) fail(got.error().text);
            --in_flight_;
            unsettled_ += outputs_;
        });
    }
    void confirm(delivery_ref at) {
        attempt what;
        what.at = at;
        what.state = delivery_state::delivered;
        what.tries = 1;
        what.when = vagus::system_clock().wall();
        to_.settle(std::move(what), false, box_, [this](auto) { --unsettled_; });
    }

    store& to_;
    vagus::bench::io_thread& box_;
    std::uint64_t messages_;
    std::uint32_t outputs_;
    std::uint64_t next_ = 0;
    std::size_t in_flight_ = 0;
    std::int64_t unsettled_ = 0; // below nothing while a batch comes before the answer
};

// Median of look-ups, spread over all messages.
double look_up_ms(const std::filesystem::path& folder, std::uint64_t messages) {
    std::vector<double> took;
    for (std::size_t i = 0; i < looked_for; ++i) {
        const auto begun = steady::now();
        const auto found = find_control(folder, {control_of(messages * i / looked_for), {}});
        took.push_back(ms_since(begun));
        if (found.messages.size() != 1 || !found.passed_over.empty()) fail("a message was not found");
    }
    std::ranges::sort(took);
    return took[took.size() / 2];
}

struct made {
    double ms = 0;
    std::uint64_t bytes = 0;
    std::int64_t messages = 0;
    std::size_t files = 0;
};

made make_all(const std::filesystem::path& folder) {
    made sum;
    connection entries{folder / catalog_name, connection::access::read};
    const auto uuid = look_at(folder).uuid;
    for (const auto& of : segments_of(entries)) {
        if (!of.sealed) continue;
        const auto begun = steady::now();
        sum.bytes += make_index(folder, of, uuid);
        sum.ms += ms_since(begun);
        sum.messages += of.messages;
        ++sum.files;
    }
    return sum;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) fail("usage: bench_store_index FOLDER [MESSAGES] [OUTPUTS]");
    const std::filesystem::path folder = std::filesystem::path{argv[1]} / "bench-store-index";
    const auto messages = static_cast<std::uint64_t>(argc > 2 ? std::atol(argv[2]) : 500'000);
    const auto outputs = static_cast<std::uint32_t>(argc > 3 ? std::atol(argv[3]) : 2);
    std::filesystem::remove_all(folder);
    settings how;
    how.folder = folder;
    how.segment_bytes = segment_bytes;
    auto opened = store::open(how, vagus::system_clock(), vagus::no_report());
    if (!opened) fail(opened.error().text);
    {
        vagus::bench::io_thread box;
        filling{**opened, box, messages, outputs}.run();
    }
    (*opened)->close();
    for (const auto no : index_files(folder)) std::filesystem::remove(index_file(folder, no)); // made meanwhile
    const auto without = look_up_ms(folder, messages);
    const auto indices = make_all(folder);
    const auto with = look_up_ms(folder, messages);
    std::filesystem::remove_all(folder);
    const auto known = static_cast<double>(indices.messages);
    std::cout << "{\"bench\": \"store_index\", \"messages\": " << messages << ", \"outputs\": " << outputs
              << ", \"indices\": " << indices.files << ", \"indexed\": " << indices.messages
              << ", \"bytes_a_message\": " << static_cast<double>(indices.bytes) / known
              << ", \"made_us_a_message\": " << indices.ms * 1000 / known << ", \"look_up_ms\": {\"with\": " << with
              << ", \"without\": " << without << "}}\n";
}
