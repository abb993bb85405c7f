// The rules change while messages flow.
#include "engine/app/limits.hpp"
#include "tests/io/messages.hpp"
#include "tests/support/held.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

#include <fstream>
#include <thread>

using namespace vagus::tests;
namespace fs = std::filesystem;

namespace {

std::string stamping(port& receiver, const std::string& with, const std::string& more = {}) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n"
           "routes: { all: { from: in, steps: [ set: { MSH-3: " +
           with +
           " } ], to: [out] } }\n"
           "outputs:\n  out:\n    mllp: { connect: '127.0.0.1:" +
           std::to_string(receiver.number()) +
           "' }\n"
           "    retry: { first: 50ms, max: 50ms, jitter: 0% }\n" +
           more;
}

std::string told(wire& sender, const std::string& control) {
    sender.send(framed(adt(control)));
    const auto answered = sender.read_frame();
    const auto at = answered.find("\rMSA|");
    return at == std::string::npos ? std::string{} : answered.substr(at + 5, 3 + control.size());
}

} // namespace

TEST_CASE("what was planned before a reload keeps its rules, what comes after has the new ones, on one connection",
          "[io][reload]") {
    port receiver;
    running_engine engine{stamping(receiver, "OLD")};
    wire sender{engine.port_of("in")};
    CHECK(told(sender, "1") == "AA|1");
    engine.reload(stamping(receiver, "NEW"));
    CHECK(engine.events.wait_for("config.reloaded"));
    CHECK(told(sender, "2") == "AA|2");

    auto peer = receiver.accept();
    REQUIRE(peer);
    const auto first = peer->read_frame();
    CHECK(first.find("MSH|^~\\&|OLD|") != std::string::npos);
    peer->send(framed(answer("1")));
    const auto second = peer->read_frame(); // on the same connection: the output was not touched
    CHECK(second.find("MSH|^~\\&|NEW|") != std::string::npos);
    peer->send(framed(answer("2")));
    CHECK(engine.events.wait_for("delivery.done", 2));
    CHECK(engine.events.comes_to("session.begun", 1));
    CHECK(engine.events.count("session.ended") == 0);
}

TEST_CASE("a reload of a configuration with findings changes nothing and says what is wrong", "[io][reload]") {
    port receiver;
    running_engine engine{stamping(receiver, "OLD")};
    wire sender{engine.port_of("in")};
    engine.reload(stamping(receiver, "NEW", "surprise: 1\n"));
    CHECK(engine.events.wait_for("config.refused"));
    CHECK(engine.events.fact_of("config.refused", "reason").find("surprise") != std::string::npos);
    CHECK(told(sender, "1") == "AA|1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame().find("MSH|^~\\&|OLD|") != std::string::npos);
    engine.reload(stamping(receiver, "OLD"));
    CHECK(engine.events.wait_for("config.unchanged"));
    CHECK(engine.events.count("config.reloaded") == 0);
}

TEST_CASE("an output whose receiver hangs delays no reload", "[io][reload]") {
    port receiver;
    running_engine engine{stamping(receiver, "OLD")};
    wire sender{engine.port_of("in")};
    CHECK(told(sender, "1") == "AA|1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK_FALSE(peer->read_frame().empty()); // and no answer
    engine.reload(stamping(receiver, "NEW"));
    CHECK(engine.events.wait_for("config.reloaded"));
    CHECK(told(sender, "2") == "AA|2");
}

TEST_CASE("keys and exceptions of an input that the rules give names to follow the rules, and connections stay",
          "[io][reload]") {
    port receiver;
    const auto with = [&](const std::string& name) {
        return "inputs:\n  in:\n    mllp: { listen: '127.0.0.1:0' }\n"
               "    ack: { after: processed, overrides: [ { match: \"$who == 'quiet'\", mode: none } ] }\n"
               "aliases: { who: " +
               name + " }\nroutes: { all: { from: in, to: [] } }\n";
    };
    running_engine engine{with("MSH-3")};
    wire sender{engine.port_of("in")};
    CHECK(told(sender, "quiet") == "AA|quiet");
    engine.reload(with("MSH-10"));
    CHECK(engine.events.wait_for("config.reloaded"));
    sender.send(framed(adt("quiet", "another")));
    CHECK(sender.silent(200ms));
}

namespace {

std::string two_ways(const std::string& inputs, const std::string& outputs, const std::string& to = "[out]") {
    return "inputs:\n" + inputs + "routes: { all: { from: [in], to: " + to + " } }\noutputs:\n" + outputs;
}
std::string in(const std::string& name, const std::string& more = {}) {
    return "  " + name + ": { mllp: { listen: '127.0.0.1:0'" + more + " } }\n";
}
std::string out(const std::string& name, const port& receiver, const std::string& more = {}) {
    return "  " + name + ": { mllp: { connect: '127.0.0.1:" + std::to_string(receiver.number()) +
           "' }, retry: { first: 50ms, max: 50ms, jitter: 0% }" + more + " }\n";
}

} // namespace

TEST_CASE("an input that is changed keeps its port, ends old connections when they wait, and others do not notice",
          "[io][reload]") {
    port receiver;
    running_engine engine{two_ways(in("in") + in("other"), out("out", receiver), "[]")};
    wire sender{engine.port_of("in")};
    wire other{engine.port_of("other")};
    CHECK(told(sender, "1") == "AA|1");
    CHECK(told(other, "1") == "AA|1");
    engine.reload(two_ways(in("in", ", max_message: 4KiB") + in("other"), out("out", receiver), "[]"));
    REQUIRE(engine.events.wait_for("config.reloaded"));
    CHECK(sender.closed());
    wire again{engine.port_of("in")}; // the same port
    CHECK(told(again, "2") == "AA|2");
    again.send(framed(adt("long") + "NTE|1||" + std::string(5000, 'x')));
    CHECK(again.read_frame().find("\rMSA|AR|long") != std::string::npos);
    CHECK(told(other, "2") == "AA|2"); // over the connection it had
}

TEST_CASE("an input that is added receives, one that is removed answers what it has and closes", "[io][reload]") {
    port receiver;
    port nobodys; // once it is closed
    const auto number = std::to_string(nobodys.number());
    nobodys.close();
    running_engine engine{two_ways(in("in"), out("out", receiver))};
    wire sender{engine.port_of("in")};
    CHECK(told(sender, "1") == "AA|1");
    const auto added = "  late: { mllp: { listen: '127.0.0.1:" + number + "' } }\n";
    engine.reload("inputs:\n" + added + "routes: { all: { from: [late], to: [out] } }\noutputs:\n" +
                  out("out", receiver));
    REQUIRE(engine.events.wait_for("config.reloaded"));
    CHECK(sender.closed());
    wire late{static_cast<std::uint16_t>(std::stoi(number))};
    CHECK(told(late, "2") == "AA|2");
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(adt("1")));
    peer->send(framed(answer("1")));
    CHECK(peer->read_frame() == framed(adt("2")));
}

TEST_CASE("a port that cannot be had refuses the whole reload, and nothing was changed", "[io][reload]") {
    port receiver;
    port taken;
    running_engine engine{two_ways(in("in"), out("out", receiver), "[]")};
    wire sender{engine.port_of("in")};
    const auto added = "  late: { mllp: { listen: '127.0.0.1:" + std::to_string(taken.number()) + "' } }\n";
    engine.reload(two_ways(in("in", ", max_message: 4KiB") + added, out("out", receiver), "[]"));
    REQUIRE(engine.events.wait_for("config.refused"));
    CHECK(engine.events.fact_of("config.refused", "reason").find("input 'late' cannot listen on") != std::string::npos);
    CHECK(told(sender, "1") == "AA|1");
    wire another{engine.port_of("in")};
    CHECK(told(another, "2") == "AA|2");
    CHECK(engine.events.count("session.ended") == 0);
}

namespace {

std::string inbox(const std::string& name, const fs::path& folder, const std::string& every = "50ms") {
    return "  " + name + ": { file: { path: '" + folder.string() + "', every: " + every + ", settle: 0ms } }\n";
}
std::string taking(const std::string& input, const std::string& name = "in") {
    return "inputs:\n" + input + "routes: { all: { from: [" + name + "], to: [] } }\n";
}
void drop(const fs::path& folder, const std::string& control) {
    std::ofstream{folder / (control + ".tmp"), std::ios::binary} << adt(control);
    fs::rename(folder / (control + ".tmp"), folder / control);
}

} // namespace

// The one before it kept the work folder to itself to the end of the process.
TEST_CASE("a file input that is changed, renamed, or removed and there again goes on reading", "[io][reload][file]") {
    const temporary_folder in;
    running_engine engine{taking(inbox("in", in.path()))};
    drop(in.path(), "1");
    REQUIRE(engine.events.wait_for("file.taken"));
    engine.reload(taking(inbox("in", in.path(), "60ms")));
    REQUIRE(engine.events.wait_for("config.reloaded"));
    drop(in.path(), "2");
    CHECK(engine.events.wait_for("file.taken", 2));
    CHECK(engine.events.count("folder.unusable") == 0);

    // The old one still has the folder when the new one begins, which then looks again before an hour is over.
    engine.reload(taking(inbox("in", in.path(), "1h")));
    REQUIRE(engine.events.wait_for("config.reloaded", 2));
    std::this_thread::sleep_for(200ms); // it has looked
    drop(in.path(), "3");
    engine.reload(taking(inbox("other", in.path(), "1h"), "other"));
    REQUIRE(engine.events.wait_for("config.reloaded", 3));
    CHECK(engine.events.wait_for("file.taken", 3));

    engine.reload(taking(::in("there"), "there"));
    REQUIRE(engine.events.wait_for("config.reloaded", 4));
    engine.reload(taking(inbox("other", in.path()), "other"));
    REQUIRE(engine.events.wait_for("config.reloaded", 5));
    drop(in.path(), "4");
    CHECK(engine.events.wait_for("file.taken", 4));
}

TEST_CASE("inputs that were replaced hold on to no descriptor and no thread", "[io][reload]") {
    const temporary_folder folder;
    const auto with = [&](bool odd) {
        const std::string change = odd ? ", max_message: 4KiB" : "";
        return taking(inbox("in", folder.path(), odd ? "60ms" : "50ms") + in("lab", change) +
                      "  web: { http: { listen: '127.0.0.1:0', path: /hl7" + change + " } }\n");
    };
    running_engine engine{with(false)};
    drop(folder.path(), "1");
    REQUIRE(engine.events.wait_for("file.taken"));
    const auto descriptors = held_in("/proc/self/fd");
    const auto threads = held_in("/proc/self/task");
    constexpr std::size_t times = 20;
    for (std::size_t i = 1; i <= times; ++i) {
        engine.reload(with(i % 2 == 1));
        REQUIRE(engine.events.wait_for("config.reloaded", i));
        drop(folder.path(), "again" + std::to_string(i));
        REQUIRE(engine.events.wait_for("file.taken", i + 1)); // so that each has begun
    }
    CHECK(comes_down_to(descriptors + times / 2, "/proc/self/fd")); // the engine's own come and go
    CHECK(comes_down_to(threads + times / 2, "/proc/self/task"));
}

TEST_CASE("an output that is changed goes on with its queue at the new address, in order, each message once",
          "[io][reload]") {
    port away;
    port receiver;
    running_engine engine{two_ways(in("in"), out("out", away))};
    wire sender{engine.port_of("in")};
    for (const auto* control : {"1", "2", "3"}) CHECK(told(sender, control) == "AA|" + std::string{control});
    auto old = away.accept();
    REQUIRE(old);
    CHECK(old->read_frame() == framed(adt("1")));
    old->send(framed(answer("1"))); // that one is delivered
    CHECK(old->read_frame() == framed(adt("2")));
    engine.reload(two_ways(in("in"), out("out", receiver)));
    REQUIRE(engine.events.wait_for("config.reloaded"));
    CHECK(told(sender, "4") == "AA|4");
    old->send(framed(answer("2"))); // what is in hand ends there
    auto peer = receiver.accept();
    REQUIRE(peer);
    for (const auto* control : {"3", "4"}) {
        CHECK(peer->read_frame() == framed(adt(control)));
        peer->send(framed(answer(control)));
    }
    CHECK(peer->silent(200ms));
    CHECK(engine.events.wait_for("delivery.done", 4));
}

TEST_CASE("an output with messages that wait is not removed, and under its new name it goes on with them",
          "[io][reload]") {
    port receiver;
    running_engine engine{two_ways(in("in"), out("out", receiver))};
    wire sender{engine.port_of("in")};
    CHECK(told(sender, "1") == "AA|1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(adt("1"))); // and no answer
    engine.reload(two_ways(in("in"), out("fresh", receiver), "[fresh]"));
    REQUIRE(engine.events.wait_for("config.refused"));
    const auto reason = engine.events.fact_of("config.refused", "reason");
    CHECK(reason.find("output 'out' is removed, and messages wait for it: 1.") != std::string::npos);
    CHECK(reason.find("renamed_from: out") != std::string::npos);

    engine.reload(two_ways(in("in"), out("fresh", receiver, ", renamed_from: out"), "[fresh]"));
    REQUIRE(engine.events.wait_for("config.reloaded"));
    CHECK(told(sender, "2") == "AA|2");
    peer->close(); // the first was not answered: it is sent again, first
    auto next = receiver.accept();
    REQUIRE(next);
    for (const auto* control : {"1", "2"}) {
        CHECK(next->read_frame() == framed(adt(control)));
        next->send(framed(answer(control)));
    }
    CHECK(engine.events.wait_for("delivery.done", 2));
}

// Both names had a queue, the new one kept its own, and the old one's messages had nobody.
TEST_CASE("an output that was there takes over no queue, and messages are not left behind", "[io][reload]") {
    port receiver;
    running_engine engine{two_ways(in("in"), out("out", receiver) + out("other", receiver))};
    wire sender{engine.port_of("in")};
    CHECK(told(sender, "1") == "AA|1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(adt("1"))); // and no answer
    engine.reload(two_ways(in("in"), out("other", receiver, ", renamed_from: out"), "[other]"));
    REQUIRE(engine.events.wait_for("config.refused"));
    CHECK(engine.events.fact_of("config.refused", "reason").contains("messages wait for it: 1."));
}

TEST_CASE("a start says that messages wait for an output that is not configured", "[io][reload]") {
    const temporary_folder home;
    const auto away = [](const std::string& name) { return "  " + name + ": { mllp: { connect: '127.0.0.1:1' } }\n"; };
    {
        running_engine engine{two_ways(in("in"), away("out")), home.path()};
        wire sender{engine.port_of("in")};
        CHECK(told(sender, "1") == "AA|1");
        CHECK(engine.events.count("engine.messages_without_output") == 0);
        engine.stop();
    }
    const running_engine engine{two_ways(in("in"), away("fresh"), "[fresh]"), home.path()};
    REQUIRE(engine.events.comes_to("engine.messages_without_output", 1));
}

TEST_CASE("an output takes over no queue that has an output", "[io][reload]") {
    port receiver;
    const temporary_folder home;
    const auto found = [&](const std::string& outputs) {
        return codes_found(two_ways(in("in"), outputs, "[a, b]"), home.path());
    };
    const auto from = [](const std::string& name) { return ", renamed_from: " + name; };
    CHECK(found(out("a", receiver, from("old")) + out("b", receiver)).empty());
    CHECK(found(out("a", receiver, from("b")) + out("b", receiver)) == std::vector<std::string>{"VG3123"});
    CHECK(found(out("a", receiver, from("old")) + out("b", receiver, from("old"))) ==
          std::vector<std::string>{"VG3123"});
}

TEST_CASE("an output that is removed empty is gone, and under the same name it can come back", "[io][reload]") {
    port receiver;
    running_engine engine{two_ways(in("in"), out("out", receiver) + out("copy", receiver), "[out, copy]")};
    engine.reload(two_ways(in("in"), out("out", receiver)));
    REQUIRE(engine.events.wait_for("config.reloaded"));
    engine.reload(two_ways(in("in"), out("out", receiver) + out("copy", receiver), "[copy]"));
    REQUIRE(engine.events.wait_for("config.reloaded", 2));
    wire sender{engine.port_of("in")};
    CHECK(told(sender, "1") == "AA|1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(adt("1")));
}

TEST_CASE("inputs and outputs are replaced up to a limit, and then a restart is due", "[io][reload]") {
    port receiver;
    running_engine engine{two_ways(in("in"), out("out", receiver), "[]")};
    const auto with = [&](std::size_t i) {
        return two_ways(in("in", ", max_message: " + std::to_string(4 + i % 2) + "KiB"), out("out", receiver), "[]");
    };
    for (std::size_t i = 0; i < vagus::app::most_replaced; ++i) {
        engine.reload(with(i));
        REQUIRE(engine.events.wait_for("config.reloaded", i + 1));
    }
    engine.reload(with(vagus::app::most_replaced));
    REQUIRE(engine.events.wait_for("config.refused"));
    CHECK(engine.events.fact_of("config.refused", "reason").find("restart the engine") != std::string::npos);
    wire sender{engine.port_of("in")};
    CHECK(told(sender, "1") == "AA|1");
}
