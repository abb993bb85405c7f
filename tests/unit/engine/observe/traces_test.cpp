// What of a message's way becomes spans, and what is sent of them.
#include "engine/observe/traces/exporter.hpp"
#include "tests/support/catch.hpp"

#include <boost/json/parse.hpp>

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace vagus;
using namespace vagus::observe;
namespace json = boost::json;

namespace {

constexpr wall_us now = 1'772'355'762'000'000;

facts stored(const std::string& id) {
    return {{"input", std::string{"adt_in"}},
            {"message_id", id},
            {"deliveries", std::int64_t{1}},
            {"duration_us", std::int64_t{2500}}};
}
facts sent(const std::string& id, std::int64_t attempt) {
    return {{"output", std::string{"pas"}},       {"message_id", id},
            {"result", std::string{"rejected"}},  {"attempt", attempt},
            {"reason", std::string{"ZEBRAFISH"}}, {"duration_us", std::int64_t{100}}};
}

// Takes what is posted.
struct collector {
    std::mutex guard;
    std::condition_variable changed;
    std::vector<std::size_t> batches;
    std::atomic<bool> refuses{false};

    exporter::posting how() {
        return [this](const std::string& text, const std::function<bool()>&) -> result<void, std::string> {
            const auto body = json::parse(text);
            const auto& spans = body.at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans").as_array();
            const std::lock_guard hold{guard};
            batches.push_back(spans.size());
            changed.notify_all();
            if (refuses) return fail(std::string{"it answered 503"});
            return {};
        };
    }
    std::int64_t came() {
        const std::lock_guard hold{guard};
        std::int64_t all = 0;
        for (const auto each : batches) all += static_cast<std::int64_t>(each);
        return all;
    }
    bool wait_for(std::size_t spans) {
        std::unique_lock hold{guard};
        return changed.wait_for(hold, 60s, [&] {
            std::size_t all = 0;
            for (const auto each : batches) all += each;
            return all >= spans;
        });
    }
};

} // namespace

TEST_CASE("receipt and attempts of a message are one trace", "[observe][traces]") {
    const auto root = span_of("message.stored", stored("01JZ000000000001"), now);
    const auto first = span_of("delivery.retried", sent("01JZ000000000001", 1), now);
    const auto second = span_of("delivery.dead", sent("01JZ000000000001", 2), now);
    REQUIRE((root && first && second));
    CHECK(root->trace.size() == 32);
    CHECK(root->parent.empty());
    CHECK(first->trace == root->trace);
    CHECK(first->parent == root->id);
    CHECK(first->id != second->id);
    CHECK(root->end - root->begin == 2500);
    CHECK_FALSE(root->failed);
    CHECK(second->failed);
    const auto other = span_of("message.stored", stored("01JZ000000000002"), now);
    CHECK(other->trace != root->trace);
}

TEST_CASE("what is no part of a message's way is no span", "[observe][traces]") {
    CHECK_FALSE(span_of("output.down", {{"output", std::string{"pas"}}}, now));
    CHECK_FALSE(span_of("message.stored", {{"input", std::string{"adt_in"}}}, now));
}

TEST_CASE("spans carry names and ids, and no reasons", "[observe][traces]") {
    const std::vector all{*span_of("message.stored", stored("01JZ000000000001"), now),
                          *span_of("delivery.dead", sent("01JZ000000000001", 2), now)};
    const auto text = otlp_json(all, "st-elsewhere", "1.0");
    CHECK(text.find("ZEBRAFISH") == std::string::npos);
    const auto body = json::parse(text);
    const auto& whole = body.at("resourceSpans").at(0);
    CHECK(whole.at("resource").at("attributes").at(1).at("value").at("stringValue") == "st-elsewhere");
    const auto& spans = whole.at("scopeSpans").at(0).at("spans").as_array();
    REQUIRE(spans.size() == 2);
    CHECK(spans[0].at("name") == "receive");
    CHECK(spans[0].at("kind") == 2);
    CHECK(spans[0].at("endTimeUnixNano") == "1772355762000000000");
    CHECK(spans[0].at("attributes").at(0).at("key") == "vagus.input");
    CHECK(spans[1].at("parentSpanId") == spans[0].at("spanId"));
    CHECK(spans[1].at("status").at("code") == 2);
}

TEST_CASE("a share of the traces is sampled, each as a whole", "[observe][traces]") {
    int sampled = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto id = "01JZ" + std::to_string(100'000'000'000 + i);
        const auto root = span_of("message.stored", stored(id), now);
        const bool here = is_sampled(root->trace, 0.1);
        CHECK(is_sampled(span_of("delivery.done", sent(id, 1), now)->trace, 0.1) == here);
        sampled += here ? 1 : 0;
        if (!is_sampled(root->trace, 1) || is_sampled(root->trace, 0)) FAIL("all or none");
    }
    CHECK(sampled > 800);
    CHECK(sampled < 1200);
}

TEST_CASE("spans go in batches, and what finds no room is lost and told", "[observe][traces]") {
    collector to;
    struct : reporter {
        std::atomic<std::int64_t> lost{0};
        void write(std::string_view, severity, const facts& what) override {
            lost += std::get<std::int64_t>(what[1].value);
        }
        using reporter::reporter;
    } heard{severity::info};
    {
        exporter all{{.most_waiting = 10, .batch = 4, .every = 20ms}, "s", "1", to.how(), system_clock()};
        all.tell(heard);
        to.guard.lock(); // the other side is slow
        for (int i = 0; i < 40; ++i) all.see("message.stored", stored("01JZ0000000000" + std::to_string(10 + i)));
        to.guard.unlock();
        REQUIRE(to.wait_for(10));
        for (int i = 0; i < 500 && to.came() + heard.lost < 40; ++i) std::this_thread::sleep_for(10ms);
        CHECK(to.came() + heard.lost == 40); // each is sent, or told to be lost
        CHECK(heard.lost >= 20);
        to.refuses = true;
        const auto before = heard.lost.load();
        all.see("message.stored", stored("01JZ000000000099"));
        for (int i = 0; i < 500 && heard.lost == before; ++i) std::this_thread::sleep_for(10ms);
        CHECK(heard.lost == before + 1);
    }
    for (const auto each : to.batches) CHECK(each <= 4);
}
