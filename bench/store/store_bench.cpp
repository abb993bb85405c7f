// How many messages per second the store makes durable: N requesters on one I/O thread, each with one message in
// flight; every message has one delivery, which is settled as soon as it is handed out. fsync is on, on the disk of
// FOLDER. Usage: bench_store FOLDER [SECONDS] [MESSAGE BYTES]. Prints JSON.
#include "bench/store/io_thread.hpp"
#include "engine/store/store.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace vagus::store;
using vagus::bench::io_thread;
using steady = std::chrono::steady_clock;

struct figures {
    std::uint64_t accepted = 0;
    std::uint64_t settled = 0;
    double seconds = 0;
    std::vector<double> latency_us;
};

class load {
  public:
    load(store& to, io_thread& box, std::size_t bytes, steady::time_point end)
        : to_{to}
        , box_{box}
        , raw_(bytes, 'x')
        , end_{end} {
        to_.subscribe(1, box_, [this](std::vector<queued_delivery> batch) {
            for (auto& each : batch) settle(each.at);
        });
    }
    figures run(std::size_t requesters) {
        auto begun = steady::now();
        for (std::size_t i = 0; i < requesters; ++i) next();
        box_.run_until([this] { return in_flight_ == 0 && unsettled_ == 0; });
        result_.seconds = std::chrono::duration<double>(steady::now() - begun).count();
        return std::move(result_);
    }

  private:
    void next() {
        auto sent = steady::now();
        if (sent >= end_) return;
        new_message message;
        message.input = 2;
        message.peer = "10.1.4.9:51234";
        message.received = vagus::system_clock().wall();
        message.revision = 1;
        message.control = std::to_string(++number_);
        message.type = "ADT^A01";
        message.receipt = "AA";
        message.remember = true;
        std::memcpy(message.digest.data(), &number_, sizeof number_);
        message.raw = raw_;
        message.deliveries.push_back({1, delivery_state::pending, {number_}, {}, {}});
        ++in_flight_;
        to_.accept(std::move(message), box_, [this, sent](vagus::result<receipt, store_error> got) {
            --in_flight_;
            if (!got) {
                std::cerr << got.error().text << '\n';
                std::exit(1);
            }
            ++result_.accepted;
            result_.latency_us.push_back(std::chrono::duration<double, std::micro>(steady::now() - sent).count());
            ++unsettled_; // until its delivery, handed out in the same post, is settled
            next();
        });
    }
    void settle(delivery_ref at) {
        attempt what;
        what.at = at;
        what.state = delivery_state::delivered;
        what.tries = 1;
        what.when = vagus::system_clock().wall();
        what.took_us = 900;
        what.answer = "MSH|^~\\&|LAB|H|ADT|H|20260101||ACK|1|P|2.5\rMSA|AA|12345\r";
        to_.settle(std::move(what), false, box_, [this](auto) {
            ++result_.settled;
            --unsettled_;
        });
    }

    store& to_;
    io_thread& box_;
    std::string raw_;
    steady::time_point end_;
    std::uint64_t number_ = 0;
    std::size_t in_flight_ = 0;
    std::size_t unsettled_ = 0;
    figures result_;
};

long resident_kib() {
    std::ifstream status{"/proc/self/status"};
    for (std::string word; status >> word;) {
        long kib = 0;
        if (word == "VmHWM:" && status >> kib) return kib;
    }
    return 0;
}

double at(std::vector<double>& sorted, double part) {
    return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::cerr << "usage: bench_store FOLDER [SECONDS] [MESSAGE BYTES] [REQUESTERS]\n";
        return 2;
    }
    std::filesystem::path folder = argv[1];
    double seconds = argc > 2 ? std::atof(argv[2]) : 3;
    auto bytes = static_cast<std::size_t>(argc > 3 ? std::atol(argv[3]) : 1024);
    std::vector<std::size_t> rounds{1, 8, 32, 64};
    if (argc > 4) rounds = {static_cast<std::size_t>(std::atol(argv[4]))};

    std::cout << "{\"bench\": \"store\", \"message_bytes\": " << bytes << ", \"rounds\": [";
    const char* comma = "";
    for (auto requesters : rounds) {
        auto place = folder / ("bench-store-" + std::to_string(requesters));
        std::filesystem::remove_all(place);
        settings how;
        how.folder = place;
        auto opened = store::open(how, vagus::system_clock(), vagus::no_report());
        if (!opened) {
            std::cerr << opened.error().text << '\n';
            return 1;
        }
        io_thread box;
        auto end = steady::now() + std::chrono::duration_cast<steady::duration>(std::chrono::duration<double>{seconds});
        auto got = load{**opened, box, bytes, end}.run(requesters);
        (*opened)->close();
        opened->reset();
        std::filesystem::remove_all(place);
        std::sort(got.latency_us.begin(), got.latency_us.end());
        std::cout << comma << "\n  {\"requesters\": " << requesters
                  << ", \"messages_per_s\": " << static_cast<double>(got.accepted) / got.seconds
                  << ", \"settled\": " << got.settled << ", \"p50_us\": " << at(got.latency_us, 0.5)
                  << ", \"p99_us\": " << at(got.latency_us, 0.99) << ", \"p999_us\": " << at(got.latency_us, 0.999)
                  << ", \"max_us\": " << at(got.latency_us, 1) << "}";
        comma = ",";
    }
    std::cout << "\n], \"resident_kib\": " << resident_kib() << "}\n";
}
