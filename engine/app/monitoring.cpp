#include "engine/app/monitoring.hpp"

#include "engine/app/alert_snapshot.hpp"
#include "engine/app/reloading.hpp"
#include "engine/observe/metrics/scrape.hpp"
#include "engine/runtime/pause.hpp"
#include "engine/runtime/visit.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <system_error>
#include <utility>

namespace vagus::app {
using observe::history;
using observe::life;

namespace {

// What its files take; what is removed meanwhile is not counted.
std::uint64_t weight_of(const std::filesystem::path& folder) {
    std::uint64_t bytes = 0;
    std::error_code gone;
    for (std::filesystem::recursive_directory_iterator each{folder, gone}, end; !gone && each != end;
         each.increment(gone)) {
        std::error_code none;
        if (const auto size = each->file_size(none); !none) bytes += size;
    }
    return bytes;
}

} // namespace

monitoring::monitoring(const metrics_site& stated, const clock& time, reporter& report)
    : clock_{time}
    , seen_{std::make_shared<const observe::readings>()}
    , beat_{time.steady()} {
    if (!stated.listen) return;
    port_ = std::make_unique<observe::monitor_port>(
        *stated.listen, [this](std::string_view path, std::string_view query) { return answer(path, query); }, report);
}

monitoring::~monitoring() = default;

result<void, std::string> monitoring::open_port() {
    if (!port_) return {};
    auto open = port_->start();
    if (!open) return fail("site.metrics: " + open.error());
    return {};
}

void monitoring::watch_over(const parts& all) {
    all_.emplace(all);
    store_.store(&all.store);
    books_.reloaded.store(clock_.wall());
    // What an earlier life saw: a feed that was silent before the restart is so after it.
    for (const auto& [input, at] : all.alerts.came_last()) books_.inputs.of(input)->last.store(at);
}

void monitoring::stopping() {
    life_.store(life::stopping);
}

void monitoring::close_port() {
    if (port_) port_->stop();
}

boost::asio::awaitable<void> monitoring::watch() {
    boost::asio::steady_timer timer{all_->home};
    co_await look();
    auto starting = life::starting; // it may stop already
    life_.compare_exchange_strong(starting, life::running);
    for (;;) { // ends with its thread
        co_await look();
        co_await runtime::pause(timer, look_every);
    }
}

boost::asio::awaitable<void> monitoring::look() {
    observe::readings made;
    made.at = clock_.wall();
    made.revision = all_->config.running().files.revision;
    made.inputs = all_->inputs.readings();
    co_await look_at_outputs(made);
    for (const auto& route : all_->config.running().rules->route_names())
        made.routes.push_back(
            {route, all_->store.depth(all_->store.known_number(store::name_kind::route, route)).dead});
    for (const auto& each : all_->certificates.status()) made.certificates.push_back({each.name, each.ends});
    weigh();
    const auto room = all_->store.room();
    made.store = {store_bytes_, room.free, capacity_, room.floor, room.takes_messages, room.out_of_space};
    made.alerts = all_->alerts.readings();
    made.in_flight = all_->in_flight.used();
    made.in_flight_limit = all_->in_flight.most();
    for (auto& each : made.inputs) each.last = books_.inputs.of(each.name)->last.load(std::memory_order_relaxed);
    note(hours_, books_, made, clock_.steady());
    judge(made);
    seen_.set(std::make_shared<const observe::readings>(std::move(made)));
    // Every thread that messages use has answered, once this is reached.
    for (std::size_t i = 0; i < all_->sessions.size(); ++i) {
        auto nothing = [] { return true; };
        (void)co_await runtime::visit(all_->sessions.at(i).context(), std::move(nothing));
    }
    beat_.store(clock_.steady());
}

void monitoring::weigh() {
    const auto now = clock_.steady();
    if (weighed_ != history::instant{} && now - weighed_ < weigh_every) return;
    weighed_ = now;
    store_bytes_ = weight_of(all_->store_folder);
    std::error_code unknown;
    const auto disk = std::filesystem::space(all_->store_folder, unknown);
    capacity_ = unknown ? 0 : disk.capacity;
}

boost::asio::awaitable<void> monitoring::look_at_outputs(observe::readings& into) const {
    for (const auto& each : all_->outputs.rows()) {
        auto view_of = [&queue = each.queue] { return queue.view(); };
        const auto view = co_await runtime::visit(each.queue.context(), std::move(view_of));
        const auto& stated = each.queue.settings();
        const auto depth = all_->store.depth(stated.number);
        observe::output_reading row;
        row.name = stated.name;
        const auto now = each.queue.status();
        row.up = now.up;
        row.why = now.why;
        row.held = view.hold.has_value();
        row.held_since = view.hold ? view.hold->since : 0;
        row.pending = depth.pending;
        row.dead = depth.dead;
        if (view.head) {
            row.head = to_text(*view.head);
            row.head_tries = view.head_tries;
            row.oldest_seconds = std::max<std::int64_t>(0, (into.at - view.received) / 1'000'000);
        }
        row.parked = view.parked;
        row.in_memory = view.in_memory;
        row.memory_limit = stated.memory.items;
        into.outputs.push_back(std::move(row));
    }
}

void monitoring::judge(const observe::readings& seen) {
    std::map<std::string, wall_us> came_last;
    const auto& running = all_->config.running().written;
    const auto& local = running.of_site.local; // stated where hours are
    for (const auto& each : seen.inputs) {
        silent_from_.try_emplace(each.name, seen.at);
        if (local && is_quiet(running.site.alerts, each.name, *local, seen.at)) silent_from_[each.name] = seen.at;
        if (each.last != 0) came_last[each.name] = each.last;
    }
    all_->alerts.look(snapshot_of(seen, hours_, silent_from_, running), std::move(came_last));
}

std::string monitoring::metrics() const {
    static const store::store_meters none;
    const auto* store = store_.load();
    return observe::scrape(books_, store != nullptr ? store->counted() : none, *seen_.get(), VAGUS_VERSION);
}

observe::monitor_reply monitoring::answer(std::string_view path, std::string_view query) const {
    static constexpr std::string_view plain = "text/plain; charset=utf-8";
    const auto now = life_.load();
    const auto seen = seen_.get();
    const auto told = [&](const std::vector<observe::check>& checks) {
        const bool good = observe::all_good(checks);
        const bool brief = good && !query.contains("verbose");
        return observe::monitor_reply{good ? 200U : 503U, plain, brief ? "ok\n" : observe::in_lines(checks)};
    };
    if (path == "/metrics") return {200, observe::metrics_type, metrics()};
    if (path == "/livez") return told({observe::alive(now, clock_.steady() - beat_.load())});
    if (path == "/startupz") return told({observe::started(now)});
    const auto checks = observe::ready(now, seen->store);
    if (path == "/readyz") return told(checks);
    if (path == "/health")
        return {observe::all_good(checks) ? 200U : 503U, "application/json",
                observe::in_json(checks, *seen, VAGUS_VERSION)};
    return {404, plain, "there are /metrics, /livez, /readyz, /startupz and /health\n"};
}

} // namespace vagus::app
