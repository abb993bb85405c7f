#include "engine/observe/metrics/families.hpp"

namespace vagus::observe {
namespace {

using kind = family::kind;

struct of_inputs {
    family messages{kind::counter, "vagus_input_messages_total", "Messages that came, whatever became of them."};
    family bytes{kind::counter, "vagus_input_bytes_total", "Bytes of messages that came."};
    family acks{kind::counter, "vagus_input_acks_total", "Answers to senders, by code."};
    family answered{kind::histogram, "vagus_input_ack_duration_seconds", "From the whole message to its answer."};
    family last{kind::gauge, "vagus_input_last_message_timestamp_seconds",
                "When the last message came; nothing since the start of the engine: no sample."};
    family duplicates{kind::counter, "vagus_input_duplicates_total", "Messages that were answered as their first was."};
    family unmatched{kind::counter, "vagus_input_unmatched_total", "Messages that no route takes."};
    family refused{kind::counter, "vagus_input_refused_total", "Messages that were refused, or were none."};
    family frames{kind::counter, "vagus_input_frame_errors_total",
                  "What came and was no message, or an answer that could not be written."};
    family turned_down{kind::counter, "vagus_input_connections_refused_total", "Connections that were refused."};

    void add(const std::string& name, const intake::input_meters& one) {
        for (const auto& [type, n] : one.messages.look()) messages.put({{"input", name}, {"message_type", type}}, n);
        bytes.put({{"input", name}}, one.bytes.value());
        for (std::size_t i = 0; i < one.acks.size(); ++i) {
            const auto code = std::string{hl7::to_text(static_cast<hl7::ack_code>(i))};
            acks.put({{"input", name}, {"code", code}}, one.acks[i].value());
        }
        answered.put({{"input", name}}, one.answered.look());
        if (const auto at = one.last.load(std::memory_order_relaxed); at != 0) last.put({{"input", name}}, seconds(at));
        duplicates.put({{"input", name}}, one.duplicates.value());
        unmatched.put({{"input", name}}, one.unmatched.value());
        refused.put({{"input", name}}, one.refused.value());
        for (const auto& [reason, n] : one.wire.look()) frames.put({{"input", name}, {"reason", reason}}, n);
        for (const auto& [reason, n] : one.turned_down.look())
            turned_down.put({{"input", name}, {"reason", reason}}, n);
    }
};

} // namespace

void add_inputs(families& to, const books& counted, const readings& now) {
    of_inputs all;
    for (const auto& [name, one] : counted.inputs.look()) all.add(name, *one);
    for (auto* each : {&all.messages, &all.bytes, &all.acks, &all.answered, &all.last, &all.duplicates, &all.unmatched,
                       &all.refused, &all.frames, &all.turned_down})
        to.push_back(std::move(*each).take());

    family connections{kind::gauge, "vagus_input_connections", "Connections that are open; of Kafka: partitions."};
    family expected{kind::gauge, "vagus_input_expected_interval_seconds", "`expect_every` of the input."};
    family paused{kind::gauge, "vagus_input_paused", "1 while a person has paused it."};
    family fragments{kind::gauge, "vagus_input_open_fragments", "Messages of which fragments are missing yet."};
    for (const auto& each : now.inputs) {
        connections.put({{"input", each.name}}, each.connections);
        if (each.expected_every)
            expected.put({{"input", each.name}}, static_cast<double>(each.expected_every->count()));
        paused.put({{"input", each.name}}, each.paused ? 1.0 : 0.0);
        fragments.put({{"input", each.name}}, each.open_fragments);
    }
    for (auto* each : {&connections, &expected, &paused, &fragments}) to.push_back(std::move(*each).take());
}

void add_routes(families& to, const books& counted, const readings& now) {
    family messages{kind::counter, "vagus_route_messages_total",
                    "Messages that a route was run for, by how that ended."};
    family errors{kind::counter, "vagus_step_errors_total", "Steps that failed or warned, by their place."};
    family failed{kind::counter, "vagus_failed_total", "Messages that failed in a route, by the step."};
    for (const auto& [name, one] : counted.routes.look()) {
        messages.put({{"route", name}, {"result", "delivered"}}, one->delivered.value());
        messages.put({{"route", name}, {"result", "dropped"}}, one->dropped.value());
        messages.put({{"route", name}, {"result", "failed"}}, one->failed.value());
        for (const auto& [step, n] : one->failed_at.look()) {
            errors.put({{"route", name}, {"step", step}, {"reason", "failed"}}, n);
            failed.put({{"route", name}, {"step", step}}, n);
        }
        for (const auto& [step, n] : one->warned_at.look())
            errors.put({{"route", name}, {"step", step}, {"reason", "warned"}}, n);
    }
    family planned{kind::histogram, "vagus_route_duration_seconds", "What all routes of an input take for a message."};
    for (const auto& [name, one] : counted.inputs.look()) planned.put({{"input", name}}, one->planned.look());
    family waiting{kind::gauge, "vagus_route_failed_messages", "Failed messages that nobody has decided about."};
    for (const auto& each : now.routes) waiting.put({{"route", each.name}}, each.failed);
    for (auto* each : {&messages, &errors, &failed, &planned, &waiting}) to.push_back(std::move(*each).take());
}

void add_calls(families& to, const books& counted) {
    family answers{kind::counter, "vagus_call_answers_total",
                   "Questions to other systems about messages, by what came of them."};
    family took{kind::histogram, "vagus_call_duration_seconds",
                "From a question to its answer, waiting for a connection included."};
    for (const auto& [name, one] : counted.calls.look()) {
        answers.put({{"call", name}, {"result", "found"}}, one->found.value());
        answers.put({{"call", name}, {"result", "nothing"}}, one->nothing.value());
        answers.put({{"call", name}, {"result", "failed"}}, one->failed.value());
        took.put({{"call", name}}, one->took.look());
    }
    for (auto* each : {&answers, &took}) to.push_back(std::move(*each).take());
}

} // namespace vagus::observe
