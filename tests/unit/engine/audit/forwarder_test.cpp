#include "engine/audit/forwarder.hpp"
#include "engine/runtime/tls/profiles.hpp"
#include "tests/support/authority.hpp"
#include "tests/unit/engine/audit/written.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <future>
#include <numeric>
#include <thread>
#include <vector>

using namespace vagus;
using namespace vagus::audit;
using namespace vagus::audit::test;
using namespace std::chrono_literals;

namespace {

using numbers = std::vector<std::uint64_t>;

// One connection to a collector, and what comes over it.
class connection {
  public:
    connection(const tests::port& at, const tests::authority& ours)
        : peer_{at.accept().value(), true, {ours.path("collector"), ours.path("ca.crt")}} {
        REQUIRE(peer_.handshake());
    }
    // The number of the next entry; 0: none came.
    std::uint64_t next() {
        std::string size;
        for (auto letter = peer_.read(1); letter != " "; letter = peer_.read(1)) {
            if (letter.empty()) return 0;
            size += letter;
        }
        const auto frame = peer_.read(std::stoul(size));
        const std::string_view id = "ParticipantObjectID=\"";
        const auto last = frame.rfind(id); // the object of the entry itself
        return last == std::string::npos ? 0 : std::stoull(frame.substr(last + id.size()));
    }
    numbers take(std::size_t count) {
        numbers all;
        while (all.size() < count) all.push_back(next());
        return all;
    }

  private:
    tests::tls_wire peer_;
};

class bench {
  public:
    // `name`: what the collector must show; its address if empty.
    explicit bench(const std::string& name = {}) {
        ours.issue("collector", "IP:127.0.0.1");
        ours.issue("engine", "DNS:engine.test");
        config::named<tls::profile> profile{"ours", {}, {}};
        profile.value.cert.value = ours.path("engine.crt");
        profile.value.key.value = ours.path("engine.key");
        profile.value.ca.value = ours.path("ca.crt");
        certificates_.emplace(std::vector{profile}, folder.path(), system_clock(), no_report());
        REQUIRE(certificates_->start());
        start(name);
    }
    ~bench() { stop(); }
    // Hanging up: it is stopped as soon as it has begun to connect.
    void start(const std::string& name = {}, bool hanging_up = false) {
        collector to{"127.0.0.1", at.number(), {}, {"engine", "test", 1}, 10ms, 10ms, 40ms, 2s};
        tls::output_terms terms;
        terms.use.value = "ours";
        terms.name = name;
        to.secured = [this, terms] { return certificates_->towards(terms, "127.0.0.1"); };
        sender_.reset();
        context_.emplace();
        sender_.emplace(*context_, no_report(), folder.audit(), std::move(to));
        thread_ = std::thread{[this, hanging_up] {
            sender_->start();
            if (hanging_up) ask_to_stop();
            context_->run();
        }};
    }
    void stop() {
        if (!thread_.joinable()) return;
        ask_to_stop();
        join();
    }
    void join() { thread_.join(); }
    void record(int count) const {
        for (int i = 0; i < count; ++i) REQUIRE(written->record(act("anna", "output.hold")));
    }
    [[nodiscard]] bool reaches(std::uint64_t sent) const {
        for (int i = 0; i < 6000 && sender_->status().sent != sent; ++i) std::this_thread::sleep_for(10ms);
        return sender_->status().sent == sent;
    }
    [[nodiscard]] std::string why() const {
        for (int i = 0; i < 6000 && !sender_->status().why.contains(':'); ++i) std::this_thread::sleep_for(10ms);
        return sender_->status().why;
    }

    store_folder folder;
    tests::authority ours{folder.path()};
    tests::port at;
    std::unique_ptr<trail> written = open(folder); // entry 1

  private:
    void ask_to_stop() {
        boost::asio::post(*context_, [this] { sender_->stop([this] { context_->stop(); }); });
    }

    std::optional<tls::profiles> certificates_;
    std::optional<boost::asio::io_context> context_;
    std::optional<forwarder> sender_;
    std::thread thread_;
};

numbers from_to(std::uint64_t first, std::uint64_t last) {
    numbers all(last - first + 1);
    std::iota(all.begin(), all.end(), first);
    return all;
}

} // namespace

TEST_CASE("a collector gets every entry in order, those of before too, and each once over a restart", "[audit]") {
    bench at;
    at.record(3);
    {
        connection peer{at.at, at.ours};
        CHECK(peer.take(4) == from_to(1, 4));
        // Taken meanwhile: a collector that takes nothing for half a minute is given up, and a slow disk records for
        // longer.
        auto all = std::async(std::launch::async, [&] { return peer.take(250); });
        at.record(250); // more than one batch
        CHECK(all.get() == from_to(5, 254));
        CHECK(at.reaches(254));
        at.stop();
    }
    at.record(2); // while nobody sends
    at.start();
    connection peer{at.at, at.ours};
    CHECK(peer.take(2) == from_to(255, 256));
}

TEST_CASE("after a connection that broke nothing is missing", "[audit]") {
    bench at;
    at.record(9);
    numbers seen;
    {
        connection peer{at.at, at.ours};
        seen = peer.take(4);
    }
    connection peer{at.at, at.ours};
    std::uint64_t last = 0;
    do seen.push_back(last = peer.next());
    while (last != 10);
    std::ranges::sort(seen);
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    CHECK(seen == from_to(1, 10));
}

TEST_CASE("a collector that shows another name gets nothing, and the status says why", "[audit]") {
    bench at{"arr.example.org"};
    tests::tls_wire peer{at.at.accept().value(), true, {at.ours.path("collector"), at.ours.path("ca.crt")}};
    (void)peer.handshake();
    CHECK(peer.read(1).empty());
    CHECK(at.why().contains("arr.example.org"));
}

// It connected all the same, and waited half a minute for an answer.
TEST_CASE("an export that stops while the name of its collector is looked up does not wait for it", "[audit]") {
    bench at; // which takes connections, and says nothing
    at.stop();
    const auto begun = std::chrono::steady_clock::now();
    at.start({}, true);
    at.join();
    CHECK(std::chrono::steady_clock::now() - begun < 20s);
}

TEST_CASE("the export follows the audit from file to file, and only what is synced", "[audit]") {
    const store_folder folder;
    terms how;
    how.file_size = 1000;
    how.notes_within = std::chrono::hours{1};
    const auto all = open(folder, how);
    for (int i = 0; i < 20; ++i) REQUIRE(all->record(act("anna", "output.hold")));
    REQUIRE(files_of(folder.audit()).size() > 3);
    for (const auto after : numbers{0, 1, 5, 20, 21}) {
        follower lines{folder.audit(), after};
        numbers seen;
        for (;;) {
            const auto some = lines.next(3);
            CHECK(some.size() <= 3);
            if (some.empty()) break;
            for (const auto& each : some) seen.push_back(each.what.n);
        }
        CHECK(seen == (after == 21 ? numbers{} : from_to(after + 1, 21)));
    }
    follower lines{folder.audit(), 21};
    REQUIRE(all->note(act("anna", "message.view")));
    CHECK(lines.next(10).empty());
    REQUIRE(all->sync());
    CHECK(lines.next(10).size() == 1);
}
