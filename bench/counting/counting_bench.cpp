// What counting for metrics costs a message: the additions and looks at the clock that intake and queue make for one
// that is accepted, routed and delivered. Nanoseconds of the median round, by one thread and by two on the same
// counters. Prints one JSON object.
#include "engine/intake/meters.hpp"
#include "engine/queue/meters.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

namespace {

using namespace vagus;

constexpr int rounds = 31;
constexpr int messages = 50'000;

struct counters {
    intake::input_meters input;
    std::vector<std::shared_ptr<intake::route_meters>> routes{std::make_shared<intake::route_meters>()};
    queue::output_meters output;
};

void count_one(counters& to, const hl7::document& message, const routes::plan& made, const vagus::clock& time) {
    intake::arrival_meter arrival{to.input, time};
    arrival.read(message, 1000);
    const auto begun = time.steady();
    intake::count(made, to.routes);
    to.input.planned.add(time.steady() - begun);
    arrival.answered(hl7::ack_code::AA);
    to.output.attempts[0].add();
    to.output.attempt.add(400);
    to.output.end_to_end.add(1, time.wall() - 1'790'000'000'000'000);
}

double nanoseconds(unsigned threads) {
    const auto message = hl7::message::parse("MSH|^~\\&|A|B|||2026||ADT^A08|7|P|2.5\rPID|1\r").value();
    routes::plan made;
    made.copies.emplace_back();
    std::vector<double> took;
    for (int round = 0; round < rounds; ++round) {
        counters all;
        const auto begun = std::chrono::steady_clock::now();
        {
            std::vector<std::jthread> working;
            for (unsigned i = 0; i < threads; ++i)
                working.emplace_back([&] {
                    for (int n = 0; n < messages; ++n) count_one(all, message.read(), made, system_clock());
                });
        }
        const std::chrono::duration<double, std::nano> span = std::chrono::steady_clock::now() - begun;
        took.push_back(span.count() / messages);
    }
    std::ranges::nth_element(took, took.begin() + rounds / 2);
    return took[rounds / 2];
}

} // namespace

int main() {
    std::cout << "{\"ns_a_message\": {\"one_thread\": " << nanoseconds(1) << ", \"two_threads\": " << nanoseconds(2)
              << "}}\n";
}
