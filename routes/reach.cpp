#include "routes/reach.hpp"

#include "routes/limits.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <span>

namespace vagus::routes {
namespace {

// Goes through every list of steps once, so that it ends where transforms or routes use each other in a circle.
class walk {
  public:
    walk(const rules& all, std::function<void(const step&)> hear)
        : all_{all}
        , hear_{std::move(hear)} {}

    void over(const written_steps& steps) {
        if (!seen_.insert(&steps).second) return;
        for (const auto& each : steps)
            if (each.value) over(*each.value);
    }
    void over(const step& one) {
        hear_(one);
        for (const auto* steps : one.inside(all_)) over(*steps);
    }
    void over(const usage& of) {
        for (const auto* steps : steps_of(of, all_)) over(*steps);
    }
    void over(const route& one, const std::function<void(const route&)>& hear_route) {
        if (!seen_.insert(&one).second) return;
        hear_route(one);
        over(one.steps);
        for (const auto& to : one.to) {
            over(to.of);
            const auto next = std::ranges::find(all_.routes, to.route.value, &config::named<route>::name);
            if (next != all_.routes.end()) over(next->value, hear_route);
        }
    }

  private:
    const rules& all_;
    std::function<void(const step&)> hear_;
    std::set<const void*> seen_;
};

template <class... What> bool any_rejects(const rules& all, const What&... what) {
    bool so = false;
    walk{all, [&so](const step& one) { so = so || one.may_reject(); }}.over(what...);
    return so;
}

// The routes that one hands on to, the nearest first; `way` are those before it.
class calls {
  public:
    calls(const rules& all, config::findings& found)
        : all_{all}
        , found_{found} {}

    void from(const config::named<route>& one, std::vector<std::string> way = {}) {
        way.push_back(one.name);
        for (const auto& to : one.value.to) {
            const auto next = std::ranges::find(all_.routes, to.route.value, &config::named<route>::name);
            if (next == all_.routes.end()) continue;
            called_.insert(next->name);
            if (way.front() == next->name) {
                found_.error(to.route.source, "VG3041",
                             "a route cannot hand on to itself: " + text_of(way) + " -> " + next->name,
                             "each message would go round without an end");
            } else if (way.size() > limits::routes_inside_each_other) {
                if (way.size() == limits::routes_inside_each_other + 1)
                    found_.error(to.route.source, "VG3041",
                                 "routes hand on to each other at most " +
                                     std::to_string(limits::routes_inside_each_other) + " times",
                                 "this one is behind " + text_of(way));
            } else if (std::ranges::find(way, next->name) == way.end()) {
                from(*next, way);
            }
        }
    }
    [[nodiscard]] bool is_called(const std::string& name) const { return called_.contains(name); }

  private:
    static std::string text_of(const std::vector<std::string>& way) {
        std::string out;
        for (const auto& each : way) out += (out.empty() ? "" : " -> ") + each;
        return out;
    }

    const rules& all_;
    config::findings& found_;
    std::set<std::string> called_;
};

} // namespace

bool may_reject(const step& one, const rules& all) {
    return any_rejects(all, one);
}

bool may_reject(const usage& of, const rules& all) {
    return any_rejects(all, of);
}

bool may_reject(const route& one, const rules& all) {
    return any_rejects(all, one, std::function{[](const route&) {}});
}

std::vector<const written<std::string>*> outputs_of(const route& one, const rules& all) {
    std::vector<const written<std::string>*> out;
    const auto add = [&out](std::span<const written<std::string>> these) {
        for (const auto& each : these) out.push_back(&each);
    };
    walk{all, [&add](const step& each) { add(each.outputs()); }}.over(one, [&](const route& each) {
        for (const auto& to : each.to)
            if (to.route.value.empty()) out.push_back(&to.output);
        add(each.on_failure.to);
    });
    return out;
}

std::vector<const written<std::string>*> sent_on_the_way(const route& one, const rules& all) {
    std::vector<const written<std::string>*> out;
    walk steps{all, [&out](const step& each) {
                   for (const auto& output : each.outputs()) out.push_back(&output);
               }};
    steps.over(one.steps);
    for (const auto& to : one.to) steps.over(to.of);
    return out;
}

void check_calls(const rules& all, config::findings& found) {
    calls made{all, found};
    for (const auto& each : all.routes) made.from(each);
    for (const auto& each : all.routes)
        if (each.value.from.empty() && each.value.read_whole && !made.is_called(each.name))
            found.error(each.at, "VG3042", "nothing comes to route '" + each.name + "'",
                        "say its inputs under `from`, or hand on to it: to: [{ route: " + each.name + " }]");
}

void check_needs(const rules& all, const std::vector<std::string>& replying, config::findings& found) {
    for (const auto& each : all.routes) {
        const auto& needs = each.value.needs;
        if (needs.empty()) continue;
        const auto& from = each.value.from;
        if (from.empty() && each.value.read_whole)
            found.error(needs.front().at, "VG3047", "route '" + each.name + "' takes no messages, and so asks nothing",
                        "say `needs` at the routes that hand on to it: need() reads here what they asked");
        const auto reply = std::ranges::find_if(
            from, [&](const auto& input) { return std::ranges::find(replying, input.value) != replying.end(); });
        if (reply != from.end())
            found.error(needs.front().at, "VG3047",
                        "messages of '" + reply->value + "' are answers of a receiver, about which nothing is asked",
                        "give the route its own inputs, and those answers a route without `needs`");
        if (needs.size() > limits::needs_per_route)
            found.error(needs.back().at, "VG3007",
                        "a route has at most " + std::to_string(limits::needs_per_route) + " needs");
    }
}

} // namespace vagus::routes
