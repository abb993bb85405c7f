// The sending systems of the Kafka bench: a number of messages over a number of connections, one in flight on each.
// Usage: kafka_load PORT MESSAGES CONNECTIONS PATIENTS. Prints one JSON object; exit 0 when all were acknowledged.
#include "drive/messages.hpp"
#include "drive/senders.hpp"
#include "drive/tally.hpp"

#include <sys/epoll.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>

namespace {

constexpr int tick_ms = 5;
constexpr road::nanoseconds longest_silence = 30'000'000'000; // no answer for this long: the engine stands still

void poll(const road::socket& epoll, road::senders& all) {
    std::array<epoll_event, 128> events;
    const auto ready = ::epoll_wait(epoll.fd(), events.data(), static_cast<int>(events.size()), tick_ms);
    for (int i = 0; i < ready; ++i) static_cast<void>(all.ready(events[static_cast<std::size_t>(i)].data.fd));
}

bool run(std::uint16_t port, std::uint32_t messages, std::uint32_t connections, std::uint32_t patients) {
    const road::socket epoll{::epoll_create1(EPOLL_CLOEXEC)};
    road::messages source{road::mix::both};
    road::tally count{patients, 1};
    road::senders all{port, connections, patients, epoll.fd(), source, count};
    const auto began = road::steady_now();
    auto changed = began;
    std::uint32_t seen = 0;
    all.start();
    while (count.answers() + count.in_flight() < messages || count.in_flight() > 0) {
        if (count.answers() + count.in_flight() >= messages) all.stop();
        poll(epoll, all);
        const auto now = road::steady_now();
        if (count.answers() != seen) changed = now;
        if (now - changed > longest_silence) break;
        seen = count.answers();
    }
    const auto seconds = static_cast<double>(road::steady_now() - began) / 1e9;
    const auto good = count.in_flight() == 0 && count.acknowledged() == count.answers();
    std::printf("{\"acknowledged\": %u, \"answers\": %u, \"seconds\": %.3f}\n", count.acknowledged(), count.answers(),
                seconds);
    return good;
}

} // namespace

int main(int count, char** words) {
    if (count != 5) {
        std::fputs("usage: kafka_load PORT MESSAGES CONNECTIONS PATIENTS\n", stderr);
        return 2;
    }
    const auto number = [words](int i) { return static_cast<std::uint32_t>(std::strtoul(words[i], nullptr, 10)); };
    try {
        return run(static_cast<std::uint16_t>(number(1)), number(2), number(3), number(4)) ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kafka_load: %s\n", error.what());
        return 1;
    }
}
