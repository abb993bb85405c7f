// The load for one road: senders and receiver on one thread and one epoll, so that they take as little of the machine
// as they can. Usage: road_drive --to PORT --listen PORT [--connections 8] [--seconds 10] [--warmup 1] [--patients
// 1000] [--mix adt|oru|both] [--rate PER_SECOND] [--second PORT] [--by-rules yes] [--away MESSAGES]. With --rate the
// senders are an open loop; --second is another receiver that gets every message; --away sends so many while no
// receiver listens, then lets them come. Prints one JSON object. Exit 0 when every message was acknowledged and arrived
// once, unchanged and in order; 1 when not; 2 for usage.
#include "drive/messages.hpp"
#include "drive/receiver.hpp"
#include "drive/senders.hpp"
#include "drive/tally.hpp"

#include <sys/epoll.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace {

using road::nanoseconds;

struct options {
    std::uint16_t to = 0;
    std::uint16_t listen = 0;
    std::uint32_t connections = 8;
    std::uint32_t patients = 1000;
    nanoseconds window = 10'000'000'000;
    nanoseconds warmup = 1'000'000'000;
    road::mix kinds = road::mix::both;
    double rate = 0;
    std::uint16_t second = 0;
    std::uint32_t away = 0;
    bool by_rules = false;
};

constexpr nanoseconds longest_silence = 20'000'000'000; // nothing arrives for this long: what is missing is lost
constexpr nanoseconds longest_drain = 600'000'000'000;
constexpr nanoseconds tick = 5'000'000;
constexpr nanoseconds tick_of_a_rate = 100'000;

std::optional<options> read_options(int count, char** words) {
    options wanted;
    const auto nanos = [](const char* text) { return static_cast<nanoseconds>(std::atof(text) * 1e9); };
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string_view name = words[i];
        const char* value = words[i + 1];
        if (name == "--to")
            wanted.to = static_cast<std::uint16_t>(std::atoi(value));
        else if (name == "--listen")
            wanted.listen = static_cast<std::uint16_t>(std::atoi(value));
        else if (name == "--connections")
            wanted.connections = static_cast<std::uint32_t>(std::atoi(value));
        else if (name == "--patients")
            wanted.patients = static_cast<std::uint32_t>(std::atoi(value));
        else if (name == "--rate")
            wanted.rate = std::atof(value);
        else if (name == "--second")
            wanted.second = static_cast<std::uint16_t>(std::atoi(value));
        else if (name == "--away")
            wanted.away = static_cast<std::uint32_t>(std::atoi(value));
        else if (name == "--by-rules")
            wanted.by_rules = std::string_view{value} == "yes";
        else if (name == "--seconds")
            wanted.window = nanos(value);
        else if (name == "--warmup")
            wanted.warmup = nanos(value);
        else if (name == "--mix" && road::mix_of(value))
            wanted.kinds = *road::mix_of(value);
        else
            return std::nullopt;
    }
    const bool complete = count % 2 == 1 && wanted.to != 0 && wanted.listen != 0;
    const bool sensible =
        wanted.connections > 0 && wanted.connections <= wanted.patients && wanted.patients <= 1'000'000;
    if (!complete || !sensible) return std::nullopt;
    return wanted;
}

class run {
  public:
    explicit run(const options& wanted)
        : wanted_{wanted}
        , source_{wanted.kinds}
        , count_{wanted.patients, wanted.second != 0 ? 2U : 1U}
        , receivers_{wanted.away > 0 ? receivers{} : listening()}
        , senders_{wanted.to, wanted.connections, wanted.patients, epoll_.fd(), source_, count_} {
        if (wanted.rate > 0) senders_.pace(wanted.rate);
    }

    void drive() {
        if (wanted_.away > 0) return drive_while_away();
        senders_.start();
        poll_until(road::steady_now() + wanted_.warmup);
        count_.begin(road::steady_now());
        poll_until(road::steady_now() + wanted_.window);
        count_.end(road::steady_now());
        senders_.stop();
        drain();
    }
    [[nodiscard]] const road::tally& count() const { return count_; }

  private:
    void drive_while_away() {
        senders_.limit(wanted_.away);
        count_.begin(road::steady_now());
        senders_.start();
        while (!senders_.finished() || count_.in_flight() > 0) poll();
        count_.end(road::steady_now());
        receivers_ = listening();
        drain();
    }

    using receivers = std::vector<std::unique_ptr<road::receiver>>;
    [[nodiscard]] receivers listening() {
        receivers made;
        for (const auto port : {wanted_.listen, wanted_.second}) {
            const auto output = static_cast<std::uint32_t>(made.size());
            if (port != 0)
                made.push_back(
                    std::make_unique<road::receiver>(port, epoll_.fd(), source_, wanted_.by_rules, output, count_));
        }
        return made;
    }

    void poll_until(nanoseconds then) {
        while (road::steady_now() < then) poll();
    }

    void drain() {
        const auto latest = road::steady_now() + longest_drain;
        auto changed = road::steady_now();
        auto arrived = count_.arrived();
        for (auto now = changed;
             (count_.in_flight() > 0 || !count_.drained()) && now < latest && now - changed < longest_silence;
             now = road::steady_now()) {
            poll();
            if (count_.arrived() != arrived) changed = now;
            arrived = count_.arrived();
        }
    }

    void poll() {
        std::array<epoll_event, 128> events;
        const timespec wait{.tv_sec = 0, .tv_nsec = wanted_.rate > 0 ? tick_of_a_rate : tick};
        const auto ready = ::epoll_pwait2(epoll_.fd(), events.data(), static_cast<int>(events.size()), &wait, nullptr);
        senders_.tick(road::steady_now());
        for (int i = 0; i < ready; ++i) {
            const auto fd = events[static_cast<std::size_t>(i)].data.fd;
            if (senders_.ready(fd)) continue;
            for (auto& each : receivers_) {
                if (each->ready(fd)) break;
            }
        }
    }

    options wanted_;
    road::socket epoll_{::epoll_create1(EPOLL_CLOEXEC)};
    road::messages source_;
    road::tally count_;
    receivers receivers_;
    road::senders senders_;
};

} // namespace

int main(int count, char** words) {
    const auto wanted = read_options(count, words);
    if (!wanted) {
        std::fputs("usage: road_drive --to PORT --listen PORT [--connections 8] [--seconds 10] [--warmup 1] "
                   "[--patients 1000] [--mix adt|oru|both] [--rate PER_SECOND] [--second PORT] [--by-rules yes] "
                   "[--away MESSAGES]\n",
                   stderr);
        return 2;
    }
    try {
        run load{*wanted};
        load.drive();
        std::puts(load.count().json().c_str());
        return load.count().clean() ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "road_drive: %s\n", error.what());
        return 1;
    }
}
