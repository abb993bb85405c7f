#include "engine/app/engine.hpp"

#include "engine/admin/codes.hpp"
#include "engine/admin/dead.hpp"
#include "engine/admin/inputs.hpp"
#include "engine/admin/message_find.hpp"
#include "engine/admin/protocol.hpp"
#include "engine/admin/resend.hpp"
#include "engine/admin/store_acts.hpp"
#include "engine/admin/wire.hpp"
#include "engine/app/counted_verbs.hpp"
#include "engine/app/events.hpp"
#include "engine/app/in_force_of.hpp"
#include "engine/app/kept_files.hpp"
#include "engine/app/message_verbs.hpp"
#include "engine/app/route_rows.hpp"
#include "engine/runtime/pause.hpp"
#include "engine/store/keys.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/array.hpp>

#include <algorithm>
#include <thread>
#include <utility>

namespace vagus::app {
namespace json = boost::json;

engine::engine(configuration what, const clock& time, reporter& report, store::disk& on)
    : what_{std::make_shared<const configuration>(std::move(what))}
    , folder_{what_->folder}
    , clock_{time}
    , report_{report}
    , disk_{on}
    , began_{time.steady()}
    , began_wall_us_{time.wall()}
    , certificates_{what_->written.tls, what_->folder, time, report}
    , sessions_{std::thread::hardware_concurrency()}
    , lanes_{std::thread::hardware_concurrency() / 2}
    , in_flight_{what_->written.site.in_flight}
    , monitoring_{what_->written.site.metrics, time, report}
    , files_{admin_thread_.context(), report}
    , watching_{admin_thread_.context(), report} {}

engine::~engine() {
    finish();
}

result<void, start_failure> engine::start(std::function<void(const store::store_error&)> undecided) {
    if (auto read = certificates_.start(); !read) return fail(start_failure{std::nullopt, read.error()});
    if (auto open = monitoring_.open_port(); !open) return fail(start_failure{std::nullopt, open.error()});
    if (auto opened = open_store(); !opened) return opened;
    store_->on_undecided(std::move(undecided));
    if (auto built = build(); !built) return built;
    if (auto bound = bind(); !bound) return bound;

    tell_of_messages_without_output();
    const auto listening = inputs_->listening();
    outputs_->start();
    inputs_->start();
    // What was accepted goes before what comes: on a busy machine deliveries keep up, and intake is what slows down.
    sessions_.start("vagus-sessions", true);
    lanes_.start("vagus-lanes");
    admin_thread_.start("vagus-admin");
    slow_.start("vagus-slow", true);
    if (port_) port_->start();
    if (!what_->written.tls.empty())
        boost::asio::post(admin_thread_.context(), [this] { watching_.spawn("certificates", watch_certificates()); });
    boost::asio::post(admin_thread_.context(), [this] { watching_.spawn("monitoring", monitoring_.watch()); });
    boost::asio::post(admin_thread_.context(), [this] { watching_.spawn("fragments", watch_fragments()); });
    boost::asio::post(admin_thread_.context(), [this] { watching_.spawn("unanswered", watch_unanswered()); });
    const auto& recovery = store_->recovery();
    auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady() - began_).count();
    report_(engine_ready{what_->written.site.name, what_->files.revision, listening, recovery.clean,
                         static_cast<std::int64_t>(recovery.pending), took});
    return {};
}

// Before the first is sent.
void engine::tell_of_messages_without_output() {
    auto left = store_->recovery().pending;
    for (const auto& output : what_->written.outputs)
        left -= store_->depth(store_->known_number(store::name_kind::output, output.name)).pending;
    if (left > 0) report_(messages_without_output{static_cast<std::int64_t>(left)});
}

result<void, start_failure> engine::open_store() {
    const auto& site = what_->written.site;
    store::settings how;
    how.folder = what_->store_folder();
    store::use_key(how.folder, site.store.encrypt_key);
    how.segment_bytes = site.store.segment_size;
    how.segment_age = std::chrono::duration_cast<std::chrono::seconds>(site.store.segment_age);
    how.stop_inputs_below = site.store.stop_inputs_below;
    if (site.retention.bodies)
        how.kept_for = std::chrono::duration_cast<std::chrono::microseconds>(*site.retention.bodies);
    if (site.retention.dead_letter)
        how.dead_kept_for = std::chrono::duration_cast<std::chrono::microseconds>(*site.retention.dead_letter);
    if (site.retention.index)
        how.index_kept_for = std::chrono::duration_cast<std::chrono::microseconds>(*site.retention.index);
    for (const auto& output : what_->written.outputs)
        if (output.value->dead_letter.then != queue::dead_letter_policy::effect::go_on)
            how.held_by_dead.insert(output.name);
    how.on = &disk_;
    for (const auto& input : what_->written.inputs) {
        const auto& dedup = input.value->dedup;
        how.remembered_of[input.name] = {dedup.off ? 0 : static_cast<std::size_t>(dedup.max_keys), dedup.window};
    }
    how.memories = memory_bounds_of(what_->written);
    auto opened = store::store::open(how, clock_, report_);
    if (!opened) return fail(start_failure{opened.error().what, opened.error().text});
    store_ = std::move(*opened);
    return {};
}

result<void, start_failure> engine::build() {
    for (std::size_t i = 0; i < sessions_.size(); ++i)
        boxes_.push_back(std::make_unique<intake::io_mailbox>(sessions_.at(i).context()));
    for (std::size_t i = 0; i < lanes_.size(); ++i)
        lane_boxes_.push_back(std::make_unique<intake::io_mailbox>(lanes_.at(i).context()));
    admin_box_ = std::make_unique<intake::io_mailbox>(admin_thread_.context());

    learn_names(*what_, *store_);
    auto known =
        store_->begin_revision({what_->files.revision, files_to_keep(what_->files), "vagus run", "", clock_.wall()});
    if (!known)
        return fail(start_failure{known.error().why, "the store cannot keep the revision: " + known.error().text});
    const auto first = in_force_of(what_, *known, *store_, monitoring_.counted());
    intake_ = std::make_unique<intake::intake>(*store_, first, clock_, report_);
    outputs_ = std::make_unique<running_outputs>(
        running_outputs::surroundings{*store_, lanes_, lane_boxes_, admin_thread_.context(), clock_, report_,
                                      certificates_, folder_, what_->written.of_site.local, monitoring_.counted()});
    for (const auto& output : what_->written.outputs) outputs_->open(output, brought_by(output.name));
    calls_ = std::make_unique<deliver::calls>(deliver::calls::surroundings{lanes_, certificates_, clock_, report_});
    calls_->use(calls_of(what_, monitoring_.counted()));
    intake_->use(*calls_);
    intake_->resume(store_->recovery().awaiting);
    intake_->use({[this](auto output, auto at, auto& box, auto done) { withdraw(output, at, box, std::move(done)); },
                  [this](auto output, auto at) {
                      auto* queue = outputs_->queue_of(output);
                      if (queue != nullptr)
                          boost::asio::post(queue->context(), [queue, at] { queue->withdrawal_durable(at); });
                  }});
    inputs_ = std::make_unique<running_inputs>(
        *store_, admin_thread_.context(),
        listen::surroundings{sessions_, boxes_, *intake_, in_flight_, report_, certificates_, folder_},
        monitoring_.counted());
    for (const auto& input : what_->written.inputs) {
        auto& port = inputs_->open(input, ack_output_of(*what_, *input.value, *store_));
        if (const auto* of = input.value->answers_of()) answers_[of->value].push_back(&port);
    }
    reloading_ =
        std::make_unique<reloading>(what_, first,
                                    reloading::surroundings{*store_, *intake_, *inputs_, *outputs_, *calls_,
                                                            certificates_, clock_, report_, monitoring_.counted()});
    alerting_ = std::make_unique<alerting>(
        *what_, what_->store_folder(), [this]() -> const configuration& { return reloading_->running(); }, clock_,
        report_);
    monitoring_.watch_over({admin_thread_.context(), sessions_, *store_, what_->store_folder(), *inputs_, *outputs_,
                            *reloading_, certificates_, in_flight_, *alerting_});
    add_verbs();
    audit_ = std::make_unique<auditing>(what_->store_folder(), slow_.context(), clock_, report_, monitoring_.counted());
    admin::witness seen = [this](audit::entry what, admin::deed how) { return audit_->write(std::move(what), how); };
    admin_ = std::make_unique<admin::server>(
        admin_thread_.context(), verbs_, std::move(seen),
        [this](const std::string& value) { return audit_->hashed(value); }, report_);
    if (what_->written.site.admin)
        port_ = std::make_unique<admin_port>(admin_port::surroundings{
            admin_thread_.context(), *audit_, verbs_, admin::desk{*store_, *intake_, *admin_box_, report_}, *reloading_,
            certificates_, clock_, report_});
    return {};
}

void engine::add_verbs() {
    const admin::desk desk{*store_, *intake_, *admin_box_, report_};
    admin::add_dead_verbs(verbs_, desk);
    admin::add_resend_verbs(verbs_, desk);
    count_resends(verbs_, monitoring_.counted());
    admin::add_message_find(verbs_, desk, {what_->store_folder(), slow_.context(), clock_});
    admin::add_code_verbs(verbs_, monitoring_.counted().misses);
    admin::add_wire_verbs(verbs_, *store_, *admin_box_);
    admin::add_store_verbs(verbs_, *store_, report_);
    admin::add_output_verbs(verbs_, [this] { return outputs_->rows(); }, *store_, *admin_box_);
    const auto known = [this](const std::string& input) { return inputs_->serves(input); };
    admin::add_input_verbs(verbs_, {known, *store_, *intake_, clock_, report_});
    verbs_["status"] = [this](const json::object&) { return status(); };
    add_config_verbs(verbs_, *reloading_);
    alerting_->add_verbs(verbs_);
    add_message_verbs(verbs_, desk, *reloading_, slow_.context(), clock_);
}

std::set<std::uint32_t> engine::carriers_of(const std::string& output) const {
    std::set<std::uint32_t> numbers;
    for (const auto& input : what_->written.inputs) {
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
    if (carriers.empty() && std::ranges::none_of(what_->written.inputs, takes)) return {};
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
    auto* queue = outputs_->queue_of(number);
    const auto tell = [&box](std::move_only_function<void(bool)> whom, bool unsent) {
        std::vector<std::move_only_function<void()>> work;
        work.emplace_back([whom = std::move(whom), unsent]() mutable { whom(unsent); });
        box.post(std::move(work));
    };
    // One that is just being opened may have read it; one that is not there may have sent it in an earlier life.
    if (queue == nullptr) return tell(std::move(done), false);
    boost::asio::post(queue->context(), [queue, at, tell, done = std::move(done)]() mutable {
        tell(std::move(done), queue->withdraw(at));
    });
}

result<void, start_failure> engine::bind() {
    std::string wrong;
    if (auto bound = inputs_->bind(); !bound) wrong = bound.error();
    if (auto open = admin_->start(what_->store_folder()); !open) wrong += (wrong.empty() ? "" : "\n") + open.error();
    if (port_)
        if (auto open = port_->open(); !open) wrong += (wrong.empty() ? "" : "\n") + open.error();
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

void engine::reload(std::string by) {
    boost::asio::post(admin_thread_.context(), [this, by = std::move(by)] { (void)reloading_->from_disk({by, ""}); });
}

void engine::watch_files() {
    auto names = [this] {
        std::vector<std::string> all;
        for (const auto& file : reloading_->running().files.files) all.push_back(file.name);
        return all;
    };
    boost::asio::post(admin_thread_.context(), [this, names = std::move(names)] {
        auto late = [this] { return !reloading_->as_on_disk(); };
        auto changed = [this] { (void)reloading_->from_disk({"files", ""}); };
        watching_.spawn("files", files_.run(folder_, names, std::move(late), std::move(changed)));
    });
}

void engine::stop(std::function<void()> then) {
    monitoring_.stopping();
    intake_->stop();
    boost::asio::post(admin_thread_.context(), [this, then = std::move(then)]() mutable {
        reloading_->stop();
        inputs_->stop([this, then = std::move(then)]() mutable {
            outputs_->stop([this, then = std::move(then)]() mutable {
                admin_->stop();
                if (!port_) return then();
                boost::asio::post(admin_thread_.context(),
                                  [this, then = std::move(then)]() mutable { port_->stop(std::move(then)); });
            });
        });
    });
}

void engine::finish() {
    monitoring_.close_port();
    if (store_) store_->close();
    sessions_.stop();
    lanes_.stop();
    admin_thread_.stop();
    slow_.stop();
    if (alerting_) alerting_->save();
}

boost::asio::awaitable<json::object> engine::status() {
    // Taken before anything is looked at: what was done before it is in every status of a larger number.
    const auto no = ++statuses_;
    auto outputs = co_await admin::output_rows(outputs_->rows(), *store_, clock_);
    auto inputs = inputs_->rows();
    monitoring_.add_to_inputs(inputs);
    monitoring_.add_to_outputs(outputs);
    auto routes = route_rows(reloading_->running());
    monitoring_.add_to_routes(routes);
    json::array certificates;
    for (const auto& each : certificates_.status())
        certificates.push_back(json::object{
            {"profile", each.name}, {"names", each.names}, {"expires", each.until}, {"days_left", each.days}});
    const auto room = store_->room();
    auto up = std::chrono::duration_cast<std::chrono::seconds>(clock_.steady() - began_).count();
    co_return json::object{{"site", what_->written.site.name},
                           {"revision", reloading_->running().files.revision},
                           {"revision_since_us", reloading_->since()},
                           {"no", no},
                           {"started_us", began_wall_us_},
                           {"up_seconds", up},
                           {"now_us", clock_.wall()},
                           {"timezone", what_->written.site.timezone},
                           {"version", admin::version},
                           {"routes", std::move(routes)},
                           {"in_flight_bytes", in_flight_.used()},
                           {"inputs", std::move(inputs)},
                           {"outputs", std::move(outputs)},
                           {"certificates", std::move(certificates)},
                           {"alerts", json::object{{"no", alerting_->no()}, {"open", alerting_->open()}}},
                           {"store", json::object{{"bytes", monitoring_.store_bytes()},
                                                  {"free_bytes", room.free},
                                                  {"stop_inputs_below", room.floor},
                                                  {"takes_messages", room.takes_messages},
                                                  {"out_of_space", room.out_of_space}}}};
}

} // namespace vagus::app
