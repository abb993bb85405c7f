// Intake on a store in a test's hands: what it hands in, and what the sender gets once the test commits.
#pragma once

#include "engine/intake/intake.hpp"
#include "engine/runtime/task_group.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_store.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vagus::tests {

inline const std::string adt =
    "MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01^ADT_A01|77|P|2.5.1\rPID|1||0012345^^^HOSP^MR\r";

// Rules that make of every message what the test says.
struct scripted_rules final : routes::program {
    routes::plan run(const hl7::message&, const routes::circumstances&,
                     const std::function<void(const routes::trace_line&)>&) const override {
        return made;
    }
    std::vector<routes::question> questions(const hl7::message&, const routes::circumstances&,
                                            std::string_view) const override {
        return asks;
    }
    routes::plan run_route(std::string_view, const hl7::message&, const routes::circumstances&) const override {
        return made;
    }
    result<std::string, std::string> make_body(std::string_view, const hl7::message&,
                                               const routes::circumstances&) const override {
        return fail(std::string{"no bodies here"});
    }
    const std::vector<std::string>& route_names() const override { return routes; }
    const std::vector<std::string>& output_names() const override { return outputs; }
    const std::vector<std::string>& memory_names() const override { return memories; }

    routes::plan made;
    std::vector<routes::question> asks;
    std::vector<std::string> routes{"adt_main", "adt_copy"};
    std::vector<std::string> outputs{"pas", "archive"};
    std::vector<std::string> memories{"orders"};
};

struct bench {
    bench() { rules.made.matched = {0}; }

    // What the sender gets; nothing until the store has committed.
    void send(const std::string& bytes) {
        auto message = hl7::message::parse(bytes);
        REQUIRE(message);
        tasks.spawn("test", take(std::move(*message)));
        run();
    }
    void send_garbage(std::string bytes) {
        tasks.spawn("test", take_garbage(std::move(bytes)));
        run();
    }
    boost::asio::awaitable<void> take(hl7::message message) {
        auto as_it_came = std::exchange(was, {});
        got = co_await intake.accept(from, "10.1.4.9:51234", std::move(message), std::move(as_it_came), box, room);
    }
    boost::asio::awaitable<void> take_garbage(std::string bytes) {
        hl7::parse_error why{0, "start", "MSH"}; // named: g++ 12 destroys a braced temporary of a co_await twice
        got = co_await intake.refuse(from, "10.1.4.9:51234", std::move(bytes), std::move(why), box);
    }
    void run() {
        context.restart();
        context.poll();
        for (auto& item : std::exchange(box.waiting, {})) item();
        context.restart();
        context.poll();
    }
    void commit(store::receipt receipt = {{1, 0, 1, 5}, false, {}}) {
        store.commit(receipt);
        run();
    }
    const store::new_message& kept() {
        REQUIRE(store.accepted.size() == 1);
        return store.accepted.front();
    }
    std::string code() {
        REQUIRE(got);
        auto answer = hl7::read_answer(got->application);
        REQUIRE(answer);
        return std::string{to_text(answer->code)};
    }

    boost::asio::io_context context{1};
    queue_mailbox box;
    fake_store store;
    scripted_rules rules;
    runtime::task_group tasks{context, no_report()};
    intake::source from{"adt_in", 3};
    // Not owned: it is a member here.
    std::shared_ptr<const routes::program> program{std::shared_ptr<void>{}, &rules};
    std::shared_ptr<intake::in_force> now =
        std::make_shared<intake::in_force>(intake::in_force{program, {{11, 12}, {21, 22}, {31}, 9}, {{3, {}}}});
    intake::bound_terms& terms = now->inputs.at(3);
    intake::intake intake{store, now, system_clock(), no_report()};
    intake::original was;
    intake::budget in_flight{std::size_t{1} << 20U};
    intake::share room{in_flight};
    std::optional<intake::verdict> got;
};

} // namespace vagus::tests
