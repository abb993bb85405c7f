#include "engine/app/engine.hpp"

#include "engine/admin/dead.hpp"
#include "engine/admin/resend.hpp"
#include "engine/admin/store_acts.hpp"
#include "engine/admin/wire.hpp"
#include "engine/app/events.hpp"
#include "engine/runtime/pause.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

namespace vagus::app {
namespace json = boost::json;

namespace {

// Runs `then` when called for the n-th time; at once for none.
std::function<void()> after(std::size_t times, std::function<void()> then) {
    if (times == 0) {
        then();
        return [] {};
    }
    auto left = std::make_shared<std::atomic<std::size_t>>(times);
    return [left, then = std::move(then)] {
        if (left->fetch_sub(1) == 1) then();
    };
}

std::string files_as_json(const config::tree& files) {
    json::object all;
    for (const auto& file : files.files) all[file.name] = file.text;
    return json::serialize(all);
}

} // namespace

engine::engine(configuration what, const clock& time, reporter& report, store::disk& on)
    : what_{std::move(what)}
    , clock_{time}
    , report_{report}
    , disk_{on}
    , began_{time.steady()}
    , certificates_{what_.written.tls, what_.folder, time, report}
    , sessions_{std::thread::hardware_concurrency()}
    , lanes_{std::thread::hardware_concurrency() / 2}
    , in_flight_{what_.written.site.in_flight}
    , watching_{admin_thread_.context(), report} {}

engine::~engine() {
    finish();
}

result<void, start_failure> engine::start(std::function<void(const store::store_error&)> undecided) {
    if (auto read = certificates_.start(); !read) return fail(start_failure{std::nullopt, read.error()});
    if (auto opened = open_store(); !opened) return opened;
    store_->on_undecided(std::move(undecided));
    build();
    if (auto bound = bind(); !bound) return bound;

    // What was accepted goes before what comes: on a busy machine deliveries keep up, and intake is what slows down.
    sessions_.start("vagus-sessions", true);
    lanes_.start("vagus-lanes");
    admin_thread_.start("vagus-admin");
    if (!what_.written.tls.empty())
        boost::asio::post(admin_thread_.context(), [this] { watching_.spawn("certificates", watch_certificates()); });
    boost::asio::post(admin_thread_.context(), [this] { watching_.spawn("fragments", watch_fragments()); });
    boost::asio::post(admin_thread_.context(), [this] { watching_.spawn("unanswered", watch_unanswered()); });
    for (auto& output : outputs_) boost::asio::post(output->context(), [&output = *output] { output.start(); });
    std::string listening;
    for (auto& input : inputs_) {
        input.port->start();
        listening += (listening.empty() ? "" : " ") + input.name + "=" + input.port->where();
    }
    const auto& recovery = store_->recovery();
    auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady() - began_).count();
    report_(engine_ready{what_.written.site.name, what_.files.revision, listening, recovery.clean,
                         static_cast<std::int64_t>(recovery.pending), took});
    return {};
}

result<void, start_failure> engine::open_store() {
    const auto& site = what_.written.site;
    store::settings how;
    how.folder = what_.store_folder();
    how.segment_bytes = site.store.segment_size;
    how.segment_age = std::chrono::duration_cast<std::chrono::seconds>(site.store.segment_age);
    how.stop_inputs_below = site.store.stop_inputs_below;
    if (site.retention.bodies)
        how.kept_for = std::chrono::duration_cast<std::chrono::microseconds>(*site.retention.bodies);
    if (site.retention.dead_letter)
        how.dead_kept_for = std::chrono::duration_cast<std::chrono::microseconds>(*site.retention.dead_letter);
    if (site.retention.index)
        how.index_kept_for = std::chrono::duration_cast<std::chrono::microseconds>(*site.retention.index);
    for (const auto& output : what_.written.outputs)
        if (output.value->dead_letter.then != queue::dead_letter_policy::effect::go_on)
            how.held_by_dead.insert(output.name);
    how.on = &disk_;
    for (const auto& input : what_.written.inputs) {
        const auto& dedup = input.value->dedup;
        how.remembered_of[input.name] = {dedup.off ? 0 : static_cast<std::size_t>(dedup.max_keys), dedup.window};
    }
    auto opened = store::store::open(how, clock_, report_);
    if (!opened) return fail(start_failure{opened.error().what, opened.error().text});
    store_ = std::move(*opened);
    return {};
}

void engine::learn_names() {
    std::vector<store::named> names;
    for (const auto& each : what_.written.outputs) names.push_back({store::name_kind::output, each.name});
    for (const auto& each : what_.rules->route_names()) names.push_back({store::name_kind::route, each});
    for (const auto& each : what_.written.inputs) names.push_back({store::name_kind::input, each.name});
    store_->learn(names);
}

void engine::build() {
    for (std::size_t i = 0; i < sessions_.size(); ++i)
        boxes_.push_back(std::make_unique<intake::io_mailbox>(sessions_.at(i).context()));
    for (std::size_t i = 0; i < lanes_.size(); ++i)
        lane_boxes_.push_back(std::make_unique<intake::io_mailbox>(lanes_.at(i).context()));
    admin_box_ = std::make_unique<intake::io_mailbox>(admin_thread_.context());

    learn_names();
    intake::intake::numbers numbers;
    for (const auto& output : what_.written.outputs)
        numbers.outputs.push_back(store_->number(store::name_kind::output, output.name));
    for (const auto& route : what_.rules->route_names())
        numbers.routes.push_back(store_->number(store::name_kind::route, route));
    for (const auto& input : what_.written.inputs) {
        const auto number = store_->number(store::name_kind::input, input.name);
        numbers.readings[number] = input.value->reading();
        if (const auto* of = input.value->answers_of()) numbers.answers_of[number] = of->value;
        if (const auto via = ack_output_of(*input.value, numbers.outputs); via && via->from)
            numbers.applications[number] = {via->within, input.value->ack.application->otherwise, via->answered};
    }
    numbers.revision = store_->revision(what_.files.revision, files_as_json(what_.files));
    intake_ = std::make_unique<intake::intake>(*store_, *what_.rules, numbers, clock_, report_);

    for (std::size_t i = 0; i < what_.written.outputs.size(); ++i) {
        const auto& written = what_.written.outputs[i];
        auto thread = thread_of(*written.value);
        queue::output_settings how{written.name,
                                   numbers.outputs[i],
                                   written.value->how,
                                   written.value->retry,
                                   written.value->on_ack,
                                   written.value->dead_letter,
                                   {},
                                   brought_by(written.name)};
        remarks_.push_back(std::make_unique<deliver::remark>());
        const auto opening =
            written.value->open({written.name, clock_, report_, *remarks_.back(), certificates_, what_.folder,
                                 [this, number = numbers.outputs[i]](auto kind, auto message, auto bytes) {
                                     store_->note(kind, number, message, std::move(bytes));
                                 }});
        const queue::surroundings around{*store_, lanes_.at(thread).context(), *lane_boxes_[thread], clock_, report_};
        outputs_.push_back(queue::make_queue(std::move(how), around, opening));
        named_outputs_.push_back(
            {*outputs_.back(), written.value->where(), [&state = *remarks_.back()] { return state.get(); }});
    }
    intake_->resume(store_->recovery().awaiting);
    intake_->use({[this](auto output, auto at, auto& box, auto done) { withdraw(output, at, box, std::move(done)); },
                  [this](auto output, auto at) {
                      auto* queue = queue_of(output);
                      if (queue != nullptr)
                          boost::asio::post(queue->context(), [queue, at] { queue->withdrawal_durable(at); });
                  }});
    listen::surroundings around{sessions_, boxes_, *intake_, in_flight_, report_, certificates_, what_.folder};
    for (const auto& written : what_.written.inputs) {
        intake::source from{written.name,
                            store_->number(store::name_kind::input, written.name),
                            promises_of(written.name),
                            written.value->reading(),
                            ack_output_of(*written.value, numbers.outputs),
                            written.value->parsing(),
                            written.value->continuation,
                            written.value->on_full,
                            {what_.dedup_keys[written.name],
                             {written.value->dedup.same_bytes, written.value->dedup.other_bytes},
                             written.value->dedup.off}};
        const auto number = from.number;
        inputs_.push_back({written.name, number, written.value->open(std::move(from), around)});
        if (const auto* of = written.value->answers_of()) answers_[of->value].push_back(inputs_.back().port.get());
    }
    std::map<std::string, admin::verb> verbs;
    const admin::desk desk{*store_, *intake_, *admin_box_, report_};
    admin::add_dead_verbs(verbs, desk);
    admin::add_resend_verbs(verbs, desk);
    admin::add_wire_verbs(verbs, *store_, *admin_box_);
    admin::add_store_verbs(verbs, *store_, report_);
    admin::add_output_verbs(verbs, named_outputs_, *store_, *admin_box_);
    verbs["status"] = [this](const json::object&) { return status(); };
    admin_ = std::make_unique<admin::server>(admin_thread_.context(), std::move(verbs), report_);
}

intake::promises engine::promises_of(const std::string& input) const {
    auto given = what_.promises.at(input);
    const auto number = [this](intake::promise& each) {
        if (!each.ack.when.what) return;
        for (const auto& output : each.ack.when.what->outputs)
            each.awaited.push_back(store_->known_number(store::name_kind::output, output.value));
    };
    number(given.of_input);
    for (auto& each : given.of_some) number(each.is);
    return given;
}

queue::output_queue* engine::queue_of(std::uint32_t number) const {
    const auto output = std::ranges::find(outputs_, number, [](const auto& each) { return each->settings().number; });
    return output == outputs_.end() ? nullptr : output->get();
}

std::set<std::uint32_t> engine::carriers_of(const std::string& output) const {
    std::set<std::uint32_t> numbers;
    for (const auto& input : what_.written.inputs) {
        const auto& application = input.value->ack.application;
        if (application && application->from && application->from->value == output)
            numbers.insert(store_->known_number(store::name_kind::output, application->via.value));
    }
    return numbers;
}

queue::brought_by engine::brought_by(const std::string& output) const {
    auto carriers = carriers_of(output);
    const auto takes = [&](const auto& input) {
        const auto* of = input.value->answers_of();
        return of != nullptr && of->value == output;
    };
    if (carriers.empty() && std::ranges::none_of(what_.written.inputs, takes)) return {};
    using messages = std::vector<store::new_message>;
    return [this, output, carriers = std::move(carriers)](
               const store::queued_delivery& sent, const std::string& answer) -> std::shared_ptr<const messages> {
        auto brought = std::make_shared<messages>();
        for (const auto via : carriers)
            if (auto made = intake_->acknowledgement(via, sent, answer)) brought->push_back(std::move(*made));
        if (const auto inputs = answers_.find(output); inputs != answers_.end()) // complete before any output starts
            for (auto* input : inputs->second)
                if (auto entered = input->enter(sent, answer)) brought->push_back(std::move(*entered));
        return brought->empty() ? nullptr : std::move(brought);
    };
}

void engine::withdraw(std::uint32_t number, store::delivery_ref at, store::mailbox& box,
                      std::move_only_function<void(bool)> done) {
    auto* queue = queue_of(number);
    const auto tell = [&box](std::move_only_function<void(bool)> whom, bool unsent) {
        std::vector<std::move_only_function<void()>> work;
        work.emplace_back([whom = std::move(whom), unsent]() mutable { whom(unsent); });
        box.post(std::move(work));
    };
    if (queue == nullptr) return tell(std::move(done), true);
    boost::asio::post(queue->context(), [queue, at, tell, done = std::move(done)]() mutable {
        tell(std::move(done), queue->withdraw(at));
    });
}

std::optional<intake::ack_output> engine::ack_output_of(const listen::input& input,
                                                        const std::vector<std::uint32_t>& numbers) const {
    if (!input.ack.application) return std::nullopt;
    for (std::size_t i = 0; i < what_.written.outputs.size(); ++i) {
        const auto& output = what_.written.outputs[i];
        if (output.name != input.ack.application->via.value) continue;
        const auto carrier = output.value->carries_acks();
        const auto& from = input.ack.application->from;
        const auto source =
            from ? std::optional{store_->known_number(store::name_kind::output, from->value)} : std::nullopt;
        return intake::ack_output{numbers[i], carrier && carrier->answered, source, input.ack.application->within};
    }
    return std::nullopt; // a configuration that names no output is never started
}

std::size_t engine::thread_of(const deliver::output& output) {
    const auto together = output.shares();
    if (together.empty()) return lanes_.next();
    const auto [known, fresh] = shared_threads_.try_emplace(together, 0);
    if (fresh) known->second = lanes_.next();
    return known->second;
}

result<void, start_failure> engine::bind() {
    std::string wrong;
    for (auto& input : inputs_) {
        if (auto bound = input.port->bind(); !bound)
            wrong += (wrong.empty() ? "" : "\n") + ("input '" + input.name + "' " + bound.error());
    }
    if (auto open = admin_->start(what_.store_folder()); !open) wrong += (wrong.empty() ? "" : "\n") + open.error();
    if (!wrong.empty()) return fail(start_failure{std::nullopt, wrong});
    return {};
}

boost::asio::awaitable<void> engine::watch_certificates() {
    boost::asio::steady_timer timer{admin_thread_.context()};
    for (;;) { // ends with its thread
        co_await runtime::pause(timer, tls::look_every);
        certificates_.look();
    }
}

boost::asio::awaitable<void> engine::watch_fragments() {
    boost::asio::steady_timer timer{admin_thread_.context()};
    for (;;) { // ends with its thread
        co_await runtime::pause(timer, intake::look_for_overdue_every);
        co_await intake_->end_overdue(*admin_box_);
    }
}

boost::asio::awaitable<void> engine::watch_unanswered() {
    boost::asio::steady_timer timer{admin_thread_.context()};
    for (;;) { // ends with its thread
        co_await runtime::pause(timer, intake::look_for_unanswered_every);
        co_await intake_->end_unanswered(*admin_box_);
    }
}

void engine::renew_certificates() {
    boost::asio::post(admin_thread_.context(), [this] { certificates_.read_again(); });
}

void engine::stop(std::function<void()> then) {
    auto inputs_gone =
        after(inputs_.size(), [this, then = std::move(then)]() mutable { stop_outputs(std::move(then)); });
    intake_->stop();
    for (auto& input : inputs_) input.port->stop(inputs_gone);
}

void engine::stop_outputs(std::function<void()> then) {
    auto outputs_gone = after(outputs_.size(), [this, then = std::move(then)] {
        admin_->stop();
        then();
    });
    for (auto& output : outputs_)
        boost::asio::post(output->context(), [&output = *output, outputs_gone] { output.stop(outputs_gone); });
}

void engine::finish() {
    if (store_) store_->close();
    sessions_.stop();
    lanes_.stop();
    admin_thread_.stop();
}

boost::asio::awaitable<json::object> engine::status() const {
    json::array inputs;
    for (const auto& input : inputs_) {
        auto now = input.port->status();
        inputs.push_back(json::object{{"name", input.name},
                                      {"where", input.port->where()},
                                      {"connections", now.connections},
                                      {"open_fragments", store_->open_fragments(input.number)},
                                      {"messages", now.messages}});
    }
    auto outputs = co_await admin::output_rows(named_outputs_, *store_, clock_);
    json::array certificates;
    for (const auto& each : certificates_.status())
        certificates.push_back(json::object{
            {"profile", each.name}, {"names", each.names}, {"expires", each.until}, {"days_left", each.days}});
    const auto room = store_->room();
    auto up = std::chrono::duration_cast<std::chrono::seconds>(clock_.steady() - began_).count();
    co_return json::object{{"site", what_.written.site.name},
                           {"revision", what_.files.revision},
                           {"up_seconds", up},
                           {"in_flight_bytes", in_flight_.used()},
                           {"inputs", std::move(inputs)},
                           {"outputs", std::move(outputs)},
                           {"certificates", std::move(certificates)},
                           {"store", json::object{{"free_bytes", room.free},
                                                  {"stop_inputs_below", room.floor},
                                                  {"takes_messages", room.takes_messages},
                                                  {"out_of_space", room.out_of_space}}}};
}

} // namespace vagus::app
