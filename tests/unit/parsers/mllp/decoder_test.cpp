// The wire, as scripts: what peers send, in every cut, and the events it must give.
#include "parsers/mllp/decoder.hpp"
#include "tests/support/catch.hpp"

#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace std::literals;
using vagus::mllp::decoder;
using vagus::mllp::limits;

namespace {

#define VT "\x0B"
#define FS "\x1C"
#define CR "\x0D"

using pieces = std::vector<std::string_view>;

std::string shown(const vagus::mllp::event& event) {
    if (const auto* frame = std::get_if<vagus::mllp::frame>(&event)) return "frame:" + frame->bytes;
    if (const auto* stray = std::get_if<vagus::mllp::stray>(&event)) return "stray:" + stray->bytes;
    return "too long:" + std::get<vagus::mllp::too_long>(event).head;
}

void feed(decoder& to, std::string_view bytes) {
    auto room = to.prepare(bytes.size());
    if (!bytes.empty()) std::memcpy(room.data(), bytes.data(), bytes.size());
    to.commit(bytes.size());
}

std::vector<std::string> drain(decoder& from) {
    std::vector<std::string> events;
    while (auto event = from.next()) events.push_back(shown(*event));
    return events;
}

std::vector<std::string> decode(const pieces& reads, limits bounds = {}) {
    decoder frames{bounds};
    std::vector<std::string> events;
    for (auto read : reads) {
        feed(frames, read);
        for (auto& event : drain(frames)) events.push_back(std::move(event));
    }
    if (auto rest = frames.take_rest(); !rest.empty()) events.push_back("rest:" + rest);
    return events;
}

// Whole, every cut in two, byte by byte, and (for short wires) every cut in three.
std::vector<pieces> every_cut_of(std::string_view wire) {
    std::vector<pieces> cuts{{wire}};
    for (std::size_t i = 1; i < wire.size(); ++i) {
        cuts.push_back({wire.substr(0, i), wire.substr(i)});
        for (std::size_t j = i + 1; wire.size() < 64 && j < wire.size(); ++j)
            cuts.push_back({wire.substr(0, i), wire.substr(i, j - i), wire.substr(j)});
    }
    pieces bytes;
    for (std::size_t i = 0; i < wire.size(); ++i) bytes.push_back(wire.substr(i, 1));
    cuts.push_back(bytes);
    return cuts;
}

void check_every_cut(std::string_view wire, const std::vector<std::string>& events, limits bounds = {}) {
    for (const auto& cut : every_cut_of(wire)) CHECK(decode(cut, bounds) == events);
}

} // namespace

TEST_CASE("a frame may arrive in any pieces", "[parsers][mllp]") {
    check_every_cut(VT "MSH|^~\\&|A" FS CR, {"frame:MSH|^~\\&|A"});
}

TEST_CASE("several frames may arrive in one read", "[parsers][mllp]") {
    check_every_cut(VT "MSH|1" FS CR VT "MSH|2" FS CR VT "MSH|3" FS CR, {"frame:MSH|1", "frame:MSH|2", "frame:MSH|3"});
}

TEST_CASE("an empty frame is a frame", "[parsers][mllp]") {
    check_every_cut(VT FS CR, {"frame:"});
}

TEST_CASE("bytes between frames are kept and do not disturb the frames", "[parsers][mllp]") {
    check_every_cut("log: hello\n" VT "MSH|1" FS CR "\r\n" VT "MSH|2" FS CR,
                    {"stray:log: hello\n", "frame:MSH|1", "stray:\r\n", "frame:MSH|2"});
    check_every_cut("\0\0"s + VT "MSH|1" FS CR + "\0"s + VT "MSH|2" FS CR,
                    {"stray:\0\0"s, "frame:MSH|1", "stray:\0"s, "frame:MSH|2"});
    check_every_cut(FS CR VT "MSH|1" FS CR, {"stray:" FS CR, "frame:MSH|1"});
}

TEST_CASE("an unframed message is kept for the wire event", "[parsers][mllp]") {
    check_every_cut("MSH|^~\\&|A" CR, {"rest:MSH|^~\\&|A" CR});
}

TEST_CASE("FS without CR ends the frame when the next one begins", "[parsers][mllp]") {
    check_every_cut(VT "MSH|1" FS VT "MSH|2" FS CR, {"frame:MSH|1", "frame:MSH|2"});
}

TEST_CASE("FS LF ends a frame", "[parsers][mllp]") {
    check_every_cut(VT "MSH|1" FS "\n" VT "MSH|2" FS CR, {"frame:MSH|1", "frame:MSH|2"});
}

TEST_CASE("FS inside text belongs to the message", "[parsers][mllp]") {
    check_every_cut(VT "MSH|a" FS "b" FS FS CR, {"frame:MSH|a" FS "b" FS});
}

TEST_CASE("FS and then silence ends the frame once the caller says so", "[parsers][mllp]") {
    decoder frames;
    feed(frames, VT "MSH|1" FS);
    CHECK(drain(frames).empty());
    CHECK(frames.inside_frame());
    frames.quiet();
    CHECK(drain(frames) == std::vector{"frame:MSH|1"s});
    CHECK_FALSE(frames.inside_frame());
    feed(frames, CR VT "MSH|2" FS CR);
    CHECK(drain(frames) == std::vector{"stray:" CR ""s, "frame:MSH|2"s});
}

TEST_CASE("silence inside text ends nothing, and is forgotten when bytes come", "[parsers][mllp]") {
    decoder frames;
    feed(frames, VT "MSH|1");
    frames.quiet();
    CHECK(drain(frames).empty());
    feed(frames, FS);
    CHECK(drain(frames).empty());
    feed(frames, CR);
    CHECK(drain(frames) == std::vector{"frame:MSH|1"s});
}

TEST_CASE("a peer that begins again inside a frame loses the unfinished one only", "[parsers][mllp]") {
    check_every_cut(VT "MSH|1|unfin" VT "MSH|2" FS CR, {"stray:MSH|1|unfin", "frame:MSH|2"});
    check_every_cut(VT VT "MSH|2" FS CR, {"frame:MSH|2"});
    check_every_cut(VT "x" VT "BHS|2" FS CR, {"stray:x", "frame:BHS|2"});
}

TEST_CASE("VT inside text is text", "[parsers][mllp]") {
    check_every_cut(VT "MSH|one" VT "two" VT "MS" VT FS CR, {"frame:MSH|one" VT "two" VT "MS" VT});
}

TEST_CASE("a message at the limit passes, one byte more is refused once and skipped", "[parsers][mllp]") {
    const limits bounds{.message = 8, .stray = 64};
    check_every_cut(VT "12345678" FS CR, {"frame:12345678"}, bounds);
    check_every_cut(VT "123456789" FS CR VT "MSH|2" FS CR, {"too long:12345678", "frame:MSH|2"}, bounds);
    check_every_cut(VT "1234567890" FS "x" VT "abcd" FS VT "MSH|2" FS CR, {"too long:12345678", "frame:MSH|2"}, bounds);
    check_every_cut(VT "1234567890" VT "MSH|2" FS CR, {"too long:12345678", "frame:MSH|2"}, bounds);
    check_every_cut(VT "12345678" VT "MSH|2" FS CR, {"stray:12345678", "frame:MSH|2"}, bounds);
}

TEST_CASE("the head of a frame that is too long is enough for MSH-10 and no more", "[parsers][mllp]") {
    const auto events = decode({VT + std::string(3000, 'x') + FS CR}, {.message = 2000, .stray = 64});
    REQUIRE(events.size() == 1);
    CHECK(events[0] == "too long:" + std::string(vagus::mllp::head_kept, 'x'));
}

TEST_CASE("long stray runs come as several events", "[parsers][mllp]") {
    check_every_cut("12345678" VT "MSH|1" FS CR, {"stray:1234", "stray:5678", "frame:MSH|1"},
                    {.message = 64, .stray = 4});
    check_every_cut("123456789", {"stray:1234", "stray:5678", "rest:9"}, {.message = 64, .stray = 4});
    check_every_cut(VT "MSH|12" VT "MSH|2" FS CR, {"stray:MSH|", "stray:12", "frame:MSH|2"},
                    {.message = 64, .stray = 4});
}

TEST_CASE("what a closing connection leaves is told", "[parsers][mllp]") {
    decoder frames;
    feed(frames, VT "MSH|1|half");
    CHECK(drain(frames).empty());
    CHECK(frames.inside_frame());
    CHECK(frames.held() == 10);
    CHECK(frames.take_rest() == "MSH|1|half");
    CHECK_FALSE(frames.inside_frame());
    CHECK(frames.held() == 0);
}

TEST_CASE("memory stays below the message limit and one read, whatever comes", "[parsers][mllp]") {
    const limits bounds{.message = 1000, .stray = 100};
    for (auto wire : {VT + std::string(100'000, 'x'), std::string(100'000, 'x'), VT + std::string(100'000, FS[0])}) {
        decoder frames{bounds};
        for (std::size_t at = 0; at < wire.size(); at += 64) {
            feed(frames, std::string_view{wire}.substr(at, 64));
            drain(frames);
            REQUIRE(frames.held() <= bounds.message + 64);
        }
    }
}

TEST_CASE("a large frame is handed out without a copy", "[parsers][mllp]") {
    decoder frames{{.message = 64U << 20U, .stray = 64}};
    const std::string part(1U << 20U, 'x');
    feed(frames, VT "MSH|");
    CHECK_FALSE(frames.next());
    const char* last = nullptr;
    for (int i = 0; i < 32; ++i) {
        auto room = frames.prepare(part.size() + 2);
        std::memcpy(room.data(), part.data(), part.size());
        last = room.data();
        if (i == 31) std::memcpy(room.data() + part.size(), FS CR, 2);
        frames.commit(part.size() + (i == 31 ? 2 : 0));
        if (i < 31) REQUIRE_FALSE(frames.next());
    }
    auto event = frames.next();
    REQUIRE(event);
    const auto& bytes = std::get<vagus::mllp::frame>(*event).bytes;
    CHECK(bytes.size() == 4 + 32 * part.size());
    CHECK(bytes.data() + 4 + 31 * part.size() == last);
    CHECK(frames.held() == 0);
}

TEST_CASE("a large frame may come byte by byte, and a peer may begin again for ever", "[parsers][mllp]") {
    // Ends in a moment when every byte is looked at a bounded number of times, and in hours when not.
    decoder frames{{.message = 4U << 20U, .stray = 64}};
    feed(frames, VT);
    std::size_t events = 0;
    for (std::size_t i = 0; i < (4U << 20U); ++i) {
        feed(frames, "x");
        if (frames.next()) ++events;
    }
    CHECK(events == 0);
    feed(frames, FS CR);
    CHECK(std::get<vagus::mllp::frame>(*frames.next()).bytes.size() == 4U << 20U);

    std::string again;
    for (std::size_t i = 0; i < (1U << 18U); ++i) again += VT "MSH";
    feed(frames, again);
    CHECK(drain(frames).size() == (1U << 18U) - 1); // all but the last, which has begun
}

TEST_CASE("random wires give the same events in any pieces", "[parsers][mllp]") {
    std::mt19937 random{20240501};
    const std::vector<std::string_view> words{VT, FS, CR, "\n", "MSH", "M", "MS", "|x", "BHS"};
    auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random); };
    for (int round = 0; round < 2000; ++round) {
        std::string wire;
        for (auto n = below(24); n > 0; --n) wire += words[below(words.size())];
        const limits bounds{.message = below(12), .stray = below(6)};
        const auto whole = decode({wire}, bounds);
        pieces bytes;
        pieces cut;
        for (std::size_t at = 0; at < wire.size(); ++at) bytes.push_back(std::string_view{wire}.substr(at, 1));
        for (std::size_t at = 0; at < wire.size();) {
            cut.push_back(std::string_view{wire}.substr(at, 1 + below(7)));
            at += cut.back().size();
        }
        REQUIRE(decode(bytes, bounds) == whole);
        REQUIRE(decode(cut, bounds) == whole);
    }
}

TEST_CASE("what is encoded is decoded", "[parsers][mllp]") {
    CHECK(vagus::mllp::encode("MSH|1") == VT "MSH|1" FS CR);
    check_every_cut(vagus::mllp::encode("MSH|1\rPID|2\r"), {"frame:MSH|1\rPID|2\r"});
}
