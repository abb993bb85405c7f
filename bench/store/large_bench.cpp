// What a large message costs, and those that come at the same time: a sender of small messages, one in flight, while a
// large one is stored; and while a plain file of as many bytes is written and synced beside the store by another
// thread, which is what a body in a file of its own would cost at least. On the disk of FOLDER, fsync is on.
// Usage: bench_store_large FOLDER [MIB] [TIMES]. Prints JSON.
#include "bench/store/io_thread.hpp"
#include "engine/store/store.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace {

using namespace vagus::store;
using steady = std::chrono::steady_clock;

double ms_since(steady::time_point begun) {
    return std::chrono::duration<double, std::milli>(steady::now() - begun).count();
}

// The log is copied into the segment behind the answer, and the disk comes to rest.
constexpr std::chrono::seconds aftermath{4};

[[noreturn]] void fail(const std::string& why) {
    std::cerr << why << '\n';
    std::exit(1);
}

// Bytes that this process has sent to disks.
std::uint64_t written() {
    std::ifstream io{"/proc/self/io"};
    for (std::string word; io >> word;) {
        std::uint64_t bytes = 0;
        if (word == "write_bytes:" && io >> bytes) return bytes;
    }
    return 0;
}

// One small message after another, as long as the bench runs.
class small_sender {
  public:
    small_sender(store& to, vagus::bench::io_thread& box)
        : to_{to}
        , box_{box} {
        next();
    }
    void stop() { stopping_ = true; }
    [[nodiscard]] bool stopped() const { return stopping_ && !in_flight_; }
    // The longest wait for an answer since this was asked last.
    [[nodiscard]] double longest_ms() { return std::exchange(longest_, 0); }

  private:
    void next() {
        if (stopping_) return;
        new_message message;
        message.raw.assign(1024, 's');
        in_flight_ = true;
        to_.accept(std::move(message), box_, [this, sent = steady::now()](vagus::result<receipt, store_error> got) {
            if (!got) fail(got.error().text);
            in_flight_ = false;
            longest_ = std::max(longest_, ms_since(sent));
            next();
        });
    }

    store& to_;
    vagus::bench::io_thread& box_;
    bool stopping_ = false;
    bool in_flight_ = false;
    double longest_ = 0;
};

struct cost {
    std::vector<double> took_ms;
    std::vector<double> others_ms;
    std::vector<double> written_mib;
};

void print(const char* what, cost found, const char* end) {
    const auto list = [](std::vector<double> values) {
        std::ranges::sort(values);
        std::string text = "{\"median\": " + std::to_string(values[values.size() / 2]);
        return text + ", \"least\": " + std::to_string(values.front()) +
               ", \"most\": " + std::to_string(values.back()) + "}";
    };
    std::cout << "  \"" << what << "\": {\"took_ms\": " << list(found.took_ms)
              << ", \"others_waited_ms\": " << list(found.others_ms) << ", \"written_mib\": " << list(found.written_mib)
              << "}" << end << "\n";
}

void write_plainly(const std::filesystem::path& file, const std::string& bytes) {
    const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    for (std::size_t done = 0; out >= 0 && done < bytes.size();) {
        const auto n = ::write(out, bytes.data() + done, bytes.size() - done);
        if (n <= 0) fail("the plain file cannot be written");
        done += static_cast<std::size_t>(n);
    }
    if (out < 0 || ::fsync(out) != 0 || ::close(out) != 0) fail("the plain file cannot be synced");
}

class bench {
  public:
    bench(store& to, std::filesystem::path folder, std::size_t bytes)
        : to_{to}
        , folder_{std::move(folder)}
        , raw_(bytes, 'x')
        , small_{to, box_} {}

    // `act` begins something, and gives what says that it is done.
    template <class Act> void round(cost& into, Act act) {
        static_cast<void>(small_.longest_ms());
        const auto before = written();
        const auto begun = steady::now();
        const auto done = act();
        box_.run_until(done);
        into.took_ms.push_back(ms_since(begun));
        wait(aftermath);
        into.others_ms.push_back(small_.longest_ms());
        into.written_mib.push_back(static_cast<double>(written() - before) / (1024.0 * 1024.0));
    }
    void alone(cost& into) {
        round(into, [] { return [] { return true; }; });
    }
    void stored(cost& into) {
        round(into, [this] {
            new_message message;
            message.raw = raw_;
            message.type = "MDM^T02";
            auto answered = std::make_shared<bool>(false);
            to_.accept(std::move(message), box_, [answered](vagus::result<receipt, store_error> got) {
                if (!got) fail(got.error().text);
                *answered = true;
            });
            return [answered] { return *answered; };
        });
    }
    void plain(cost& into) {
        std::atomic<bool> done = false;
        std::jthread other;
        round(into, [&] {
            other = std::jthread{[&] {
                write_plainly(folder_ / "plain", raw_);
                done = true;
            }};
            return [&done] { return done.load(); };
        });
    }
    void finish() {
        small_.stop();
        box_.run_until([this] { return small_.stopped(); });
    }

  private:
    void wait(std::chrono::milliseconds span) {
        const auto until = steady::now() + span;
        box_.run_until([until] { return steady::now() >= until; });
    }

    store& to_;
    std::filesystem::path folder_;
    vagus::bench::io_thread box_;
    std::string raw_;
    small_sender small_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) fail("usage: bench_store_large FOLDER [MIB] [TIMES]");
    const std::filesystem::path folder = std::filesystem::path{argv[1]} / "bench-store-large";
    const auto mib = static_cast<std::size_t>(argc > 2 ? std::atol(argv[2]) : 50);
    const int times = argc > 3 ? std::atoi(argv[3]) : 5;
    std::filesystem::remove_all(folder);
    settings how;
    how.folder = folder;
    how.segment_bytes = std::uint64_t{8} << 30U; // no change of segments among the figures
    auto opened = store::open(how, vagus::system_clock(), vagus::no_report());
    if (!opened) fail(opened.error().text);
    cost alone;
    cost stored;
    cost plain;
    {
        bench all{**opened, folder, mib << 20U};
        for (int i = 0; i < times; ++i) { // in turn: the machine changes from minute to minute
            all.alone(alone);
            all.stored(stored);
            all.plain(plain);
        }
        all.finish();
    }
    (*opened)->close();
    std::filesystem::remove_all(folder);
    std::cout << "{\"bench\": \"store_large\", \"mib\": " << mib << ", \"times\": " << times << ",\n";
    print("small_alone", alone, ",");
    print("stored", stored, ",");
    print("plain_file", plain, "}");
}
