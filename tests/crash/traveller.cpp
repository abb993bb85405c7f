#include "tests/crash/traveller.hpp"

#include "tests/crash/power.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace vagus::crash {

using namespace vagus::store;

void doorstep::post(std::vector<std::move_only_function<void()>> work) {
    {
        std::scoped_lock hold{mutex_};
        for (auto& each : work) each();
    }
    came_.notify_all();
}

bool doorstep::wait(const std::function<bool()>& answered) {
    std::unique_lock hold{mutex_};
    return came_.wait_for(hold, std::chrono::seconds{30}, answered);
}

std::optional<std::uint64_t> power_disk::free_bytes(const std::filesystem::path& /*folder*/) {
    return power::supply().wrong(fault::full) ? 0 : std::uint64_t{1} << 40U; // and of a quota it knows nothing
}

bool power_disk::read_only(const std::filesystem::path& /*folder*/) {
    return power::supply().wrong(fault::read_only);
}

bool power_disk::reserve(const std::filesystem::path& /*file*/, std::uint64_t bytes) {
    if (!power::supply().wrong(fault::full) && !power::supply().wrong(fault::quota)) held_ = bytes;
    return held_ > 0;
}

bool power_disk::release(const std::filesystem::path& /*file*/) {
    auto gives = held_.exchange(0);
    power::supply().give_room(gives);
    return gives > 0;
}

traveller::traveller(const std::filesystem::path& folder) {
    settings how;
    how.folder = folder;
    how.segment_bytes = 96 * 1024; // sealed within a few messages
    how.settle_delay = std::chrono::milliseconds{1};
    how.ballast_bytes = 256 * 1024;
    how.on = &disk_;
    auto opened = vagus::store::store::open(how, system_clock(), no_report());
    if (!opened) {
        given_.ended_by = opened.error().what;
        return;
    }
    store_ = std::move(*opened);
    store_->on_undecided([this](const store_error& why) { given_.ended_by = why.why; });
}

std::uint32_t traveller::name(name_kind kind, const std::string& text) {
    if (!fine()) return 0;
    try {
        auto number = store_->number(kind, text);
        given_.names[number] = text;
        return number;
    } catch (const std::runtime_error&) { // the catalog could not be written: start-up would end here
        failed_ = true;
        return 0;
    }
}

void traveller::subscribe(std::uint32_t output) {
    if (!fine()) return;
    store_->subscribe(output, door_, [this](std::vector<queued_delivery> batch) {
        for (auto& each : batch) {
            given_.deliveries[each.at] = {{delivery_state::pending}, each.output, *each.body};
        }
    });
}

void traveller::accept(std::vector<new_message> messages) {
    if (!fine()) return;
    std::size_t answers = 0;
    for (auto& message : messages) {
        promised_message wanted{{}, message.raw, {}, message.remember};
        for (const auto& delivery : message.deliveries) wanted.names.push_back(delivery.name);
        if (message.instead_of) door_.with([&] { given_.in_place[message.control] = *message.instead_of; });
        const auto reached = message.control;
        message.reached = {"file", reached};
        door_.with([&] { given_.reached.push_back(reached); });
        store_->accept(std::move(message), door_, [&, wanted, reached](result<receipt, store_error> got) mutable {
            ++answers;
            const bool well = went_well(got);
            if (well) came_to(reached);
            if (well && !got->duplicate) {
                wanted.id = got->id;
                given_.messages.push_back(std::move(wanted));
            }
        });
    }
    if (!door_.wait([&] { return answers == messages.size(); })) throw std::logic_error{"an accept was not answered"};
}

// What was asked for since, and not answered so, may have happened or not.
void traveller::came_to(const std::string& where) {
    auto& all = given_.reached;
    all.erase(all.begin(), std::ranges::find(all, where));
}

void traveller::fragment(new_message part, std::uint64_t of, std::uint64_t to, std::optional<new_message> whole) {
    if (!fine()) return;
    if (of != 0 && (!given_.series || given_.series->pointer != of)) return; // what it continues was turned away
    part.state = message_state::fragment;
    part.fragment.emplace();
    part.fragment->most_fragments = 10;
    part.fragment->most_bytes = 1 << 20;
    part.fragment->within = std::chrono::hours{1};
    if (of != 0) part.fragment->of = of;
    if (to != 0) part.fragment->to = to;
    promised_message wanted{{}, part.raw, {}, part.remember};
    if (whole) {
        const auto before = store_->waiting_series(part.input, of);
        if (!before) throw std::logic_error{"an acknowledged fragment does not wait for the next"};
        part.fragment->behind = before->last;
        wanted = {{}, whole->raw, {}, false};
        for (const auto& delivery : whole->deliveries) wanted.names.push_back(delivery.name);
        part.fragment->whole = std::make_shared<new_message>(std::move(*whole));
    }
    auto series = given_.series.value_or(promised_series{});
    door_.with([&] {
        if (given_.series) given_.series->next_asked = true;
    });
    series.bodies.push_back(part.raw);
    bool answered = false;
    store_->accept(std::move(part), door_, [&](result<receipt, store_error> got) {
        answered = true;
        if (!went_well(got)) return;
        if (!got->refusal.empty()) throw std::logic_error{got->refusal};
        wanted.id = got->id;
        series.pointer = to;
        series.last = got->id;
        given_.messages.push_back(wanted);
        given_.series = to == 0 ? std::nullopt : std::optional{series};
    });
    if (!door_.wait([&] { return answered; })) throw std::logic_error{"a fragment was not answered"};
}

void traveller::settle(delivery_ref at, delivery_state to, bool awaited, const std::string& answer) {
    if (!fine()) return;
    attempt what;
    what.at = at;
    what.state = to;
    what.tries = 1;
    what.when = system_clock().wall();
    what.next = what.when + 1000;
    what.result = to == delivery_state::delivered ? outcome::accepted : outcome::rejected;
    what.answer = answer;
    settle(std::move(what), awaited);
}

void traveller::answer(delivery_ref at, new_message brings) {
    if (!fine()) return;
    door_.with([&] { given_.answers[at] = {brings.control, brings.instead_of}; });
    attempt what;
    what.at = at;
    what.state = delivery_state::delivered;
    what.tries = 1;
    what.when = system_clock().wall();
    what.answer = "AA";
    what.brings = std::make_shared<const std::vector<new_message>>(1, std::move(brings));
    settle(std::move(what), true);
}

void traveller::settle(attempt what, bool awaited) {
    const auto at = what.at;
    const auto to = what.state;
    bool answered = false;
    door_.with([&] { given_.deliveries[at].may_be.insert(to); });
    store_->settle(std::move(what), awaited, door_, [&](result<void, store_error> got) {
        answered = true;
        if (went_well(got)) given_.deliveries[at].may_be = {to};
    });
    if (!door_.wait([&] { return answered; })) throw std::logic_error{"a settle was not answered"};
}

void traveller::resolve(delivery_ref at, delivery_state to, std::optional<new_message> replacement) {
    if (!fine()) return;
    bool answered = false;
    door_.with([&] { given_.deliveries[at].may_be.insert(to); });
    store_->resolve(at, to, "by a person", std::move(replacement), door_, [&](result<bool, store_error> got) {
        answered = true;
        if (went_well(got)) given_.deliveries[at].may_be = {to};
    });
    if (!door_.wait([&] { return answered; })) throw std::logic_error{"a resolve was not answered"};
}

void traveller::hold(std::uint32_t output, const std::string& reason) {
    if (!fine()) return;
    auto& may_be = given_.holds[output];
    if (may_be.empty()) may_be.insert("");
    may_be.insert(reason);
    auto what = reason.empty() ? std::nullopt : std::optional{vagus::store::hold{reason, "", 1}};
    if (store_->put_hold(output, std::move(what))) {
        may_be = {reason};
    } else {
        failed_ = true;
    }
}

void traveller::begin(const std::string& revision) {
    if (!fine()) return;
    given_.ran.push_back(revision);
    given_.last_ran_asked = true;
    const auto number = store_->begin_revision({revision, "{\"a\":\"" + revision + "\"}", "a test", "", 1});
    failed_ = !number;
    given_.last_ran_asked = failed_;
}

void traveller::close() {
    if (!fine()) return;
    store_->close();
}

std::vector<delivery_ref> traveller::handed_out(std::uint32_t output) {
    std::vector<delivery_ref> found;
    door_.with([&] {
        for (const auto& [at, delivery] : given_.deliveries) {
            if (delivery.output == output) found.push_back(at);
        }
    });
    return found;
}

std::optional<message_id> traveller::last_message() {
    std::optional<message_id> found;
    door_.with([&] {
        if (!given_.messages.empty()) found = given_.messages.back().id;
    });
    return found;
}

promises traveller::given() {
    store_.reset(); // no answer comes after this
    return std::move(given_);
}

} // namespace vagus::crash
