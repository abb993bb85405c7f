#include "engine/app/running_inputs.hpp"

#include <boost/asio/post.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <ranges>
#include <utility>

namespace vagus::app {
namespace json = boost::json;

struct running_inputs::running {
    enum class phase : std::uint8_t { opened, waiting, serving, leaving, gone };
    written what;
    std::uint32_t number = 0;
    std::unique_ptr<listen::receiver> port{};
    phase now = phase::opened;
    running* before = nullptr; // whose place it takes
};

running_inputs::running_inputs(store::store& where, boost::asio::io_context& home, const listen::surroundings& around,
                               observe::books& counted)
    : store_{where}
    , home_{home}
    , around_{around}
    , counted_{counted} {}

running_inputs::~running_inputs() = default;

listen::receiver& running_inputs::open(const written& what, std::optional<intake::ack_output> application) {
    const auto& stated = *what.value;
    intake::source from{what.name,
                        store_.known_number(store::name_kind::input, what.name),
                        stated.reading(),
                        std::move(application),
                        stated.parsing(),
                        stated.continuation,
                        stated.on_full,
                        {{stated.dedup.same_bytes, stated.dedup.other_bytes}, stated.dedup.off},
                        counted_.inputs.of(what.name)};
    auto* before = live(what.name);
    auto& one = all_.emplace_back(what, from.number);
    one.before = before;
    around_.intake.look_for_pauses({from.number});
    one.port = stated.open(std::move(from), around_);
    return *one.port;
}

result<void, std::string> running_inputs::bind() {
    std::string wrong;
    for (auto& each : all_) {
        if (each.now != running::phase::opened) continue;
        const auto bound = each.before != nullptr ? each.port->take_over(*each.before->port) : each.port->bind();
        if (!bound) wrong += (wrong.empty() ? "" : "\n") + ("input '" + each.what.name + "' " + bound.error());
    }
    if (wrong.empty()) return {};
    return fail(std::move(wrong));
}

void running_inputs::forget() {
    std::erase_if(all_, [](const running& each) { return each.now == running::phase::opened; });
}

void running_inputs::start() {
    for (auto& each : all_) {
        if (each.now != running::phase::opened) continue;
        const bool waits = each.before != nullptr && !each.port->serves_beside();
        each.now = waits ? running::phase::waiting : running::phase::serving;
        if (!waits) each.port->start();
        if (each.before != nullptr) leave(*each.before);
    }
}

void running_inputs::close(const std::string& name) {
    if (auto* one = live(name)) leave(*one);
}

void running_inputs::leave(running& one) {
    using enum running::phase;
    if (one.now == leaving || one.now == gone) return;
    ++replaced_;
    if (std::exchange(one.now, leaving) == waiting) return left(one);
    one.port->stop([this, &one] { boost::asio::post(home_, [this, &one] { left(one); }); });
}

void running_inputs::left(running& one) {
    one.now = running::phase::gone;
    for (auto& each : all_) {
        if (each.before != &one) continue;
        each.before = one.before; // which is there where this one had been waiting for it
        if (each.now != running::phase::waiting || (each.before != nullptr && each.before->now != running::phase::gone))
            continue;
        each.now = running::phase::serving;
        each.port->start();
    }
    if (stopped_ && all_gone()) std::exchange(stopped_, nullptr)();
}

void running_inputs::stop(std::function<void()> then) {
    if (all_gone()) return then();
    stopped_ = std::move(then);
    // What waits goes first, so that nothing begins.
    for (auto& each : all_ | std::views::reverse) leave(each);
}

running_inputs::running* running_inputs::live(const std::string& name) {
    const auto found = std::ranges::find_if(all_, [&](const running& each) {
        return each.what.name == name && (each.now == running::phase::serving || each.now == running::phase::waiting);
    });
    return found == all_.end() ? nullptr : &*found;
}

bool running_inputs::serves(const std::string& name) const {
    return std::ranges::any_of(all_, [&](const running& each) {
        return each.what.name == name && (each.now == running::phase::serving || each.now == running::phase::waiting);
    });
}

bool running_inputs::all_gone() const {
    return std::ranges::all_of(all_, [](const running& each) { return each.now == running::phase::gone; });
}

std::string running_inputs::listening() const {
    std::string all;
    for (const auto& each : all_) all += (all.empty() ? "" : " ") + each.what.name + "=" + each.port->where();
    return all;
}

json::value running_inputs::paused(std::uint32_t number) const {
    const auto found = around_.intake.pause_of(number);
    if (!found) return nullptr;
    return {{"reason", found->reason}, {"by", found->by}, {"since_us", found->since}};
}

json::array running_inputs::rows() const {
    json::array rows;
    for (const auto& each : all_) {
        if (each.now != running::phase::serving && each.now != running::phase::waiting) continue;
        const auto now = each.port->status();
        rows.push_back(json::object{{"name", each.what.name},
                                    {"where", each.port->where()},
                                    {"connections", now.connections},
                                    {"kind", each.what.value->kind()},
                                    {"paused", paused(each.number)},
                                    {"open_fragments", store_.open_fragments(each.number)},
                                    {"messages", now.messages}});
    }
    return rows;
}

std::vector<observe::input_reading> running_inputs::readings() const {
    std::vector<observe::input_reading> all;
    for (const auto& each : all_) {
        if (each.now != running::phase::serving && each.now != running::phase::waiting) continue;
        observe::input_reading row;
        row.name = each.what.name;
        row.connections = each.port->status().connections;
        row.open_fragments = store_.open_fragments(each.number);
        if (const auto pause = around_.intake.pause_of(each.number)) {
            row.paused = true;
            row.paused_since = pause->since;
        }
        if (const auto every = each.what.value->expect_every)
            row.expected_every = std::chrono::duration_cast<std::chrono::seconds>(*every);
        all.push_back(std::move(row));
    }
    return all;
}

} // namespace vagus::app
