#include "engine/alerts/conditions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vagus::alerts {

using namespace std::chrono_literals;

namespace {

std::string percent(double share) {
    return fmt::format("{:.0f} %", share * 100);
}

std::string messages(std::uint64_t n) {
    return n == 1 ? "1 message" : fmt::format("{} messages", n);
}

const std::string in_ten_minutes{" in the last 10 min"};
static_assert(lately == 10min);

class judging {
  public:
    explicit judging(std::vector<condition>& into)
        : into_{into} {}

    void look(const input_facts& one) {
        if (one.expected_every && one.silent > *one.expected_every)
            add(rule::feed_silent, one.name,
                fmt::format("nothing came for {}, and a message is expected every {}; {}", in_words(one.silent),
                            in_words(*one.expected_every),
                            one.connections == 0 ? "no connection is open"
                                                 : fmt::format("{} open", connections(one.connections))));
        if (one.unmatched > 0)
            add(rule::unmatched, one.name, messages(one.unmatched) + " that no route takes" + in_ten_minutes);
        if (one.answers >= enough && one.negative > most_failures)
            add(rule::negative_acks, one.name,
                percent(one.negative) + " of the answers to senders were negative" + in_ten_minutes);
        if (one.paused && *one.paused > forgotten_after)
            add(rule::paused_long, one.name, "paused for " + in_words(*one.paused));
    }

    void look(const output_facts& one) {
        if (one.age_limit && one.pending > 0 && one.oldest > *one.age_limit)
            add(rule::queue_age, one.name,
                fmt::format("the oldest message has waited for {}; {} in the queue", in_words(one.oldest),
                            messages(one.pending)));
        if (one.depth_limit && one.pending > *one.depth_limit)
            add(rule::queue_depth, one.name,
                fmt::format("{} wait, and more than {} are an alert", messages(one.pending), *one.depth_limit));
        if (!one.up && one.pending > 0)
            add(rule::output_down, one.name,
                fmt::format("the receiver is not reached, and {} wait: {}", messages(one.pending), one.why));
        if (one.head_tries > most_tries)
            add(rule::head_failing, one.name,
                fmt::format("message {} was tried {} times, and stands at the head of the queue", one.head,
                            one.head_tries));
        if (one.dead > 0)
            add(rule::dead_letters, one.name,
                fmt::format("{} became dead letters{}", messages(one.dead), in_ten_minutes));
        if (one.attempts >= enough && one.rejected > most_failures)
            add(rule::rejects, one.name,
                fmt::format("the receiver rejected {} of {}{}", percent(one.rejected), messages(one.attempts),
                            in_ten_minutes));
        if (one.held && *one.held > forgotten_after) add(rule::held_long, one.name, "held for " + in_words(*one.held));
    }

    void look(const route_facts& one) {
        if (one.failed > 0) add(rule::route_failures, one.name, messages(one.failed) + " failed" + in_ten_minutes);
    }

    void look(const certificate_facts& one) {
        if (one.left > certificate_within) return;
        const bool soon = one.left <= certificate_soon_within;
        const auto words = one.left <= 0s ? "the certificate has ended " + in_words(-one.left) + " ago"
                                          : "the certificate ends in " + in_words(one.left);
        add(soon ? rule::certificate_soon : rule::certificate, one.profile, words);
    }

    void look(const disk_facts& disk) {
        const auto share =
            disk.capacity == 0 ? 1.0 : static_cast<double>(disk.free) / static_cast<double>(disk.capacity);
        const auto words = fmt::format("{} MiB are free on the store's disk", disk.free >> 20U);
        if (!disk.takes_messages)
            add(rule::disk_full, "store", words + ", and inputs take no messages");
        else if (share < least_free)
            add(disk.free < very_little_free ? rule::disk_full : rule::disk, "store",
                words + ", " + percent(share) + " of it");
    }

    void add(rule what, std::string subject, std::string words) {
        into_.push_back({what, std::move(subject), std::move(words)});
    }

  private:
    static std::string connections(std::uint64_t n) {
        return n == 1 ? "1 connection is" : fmt::format("{} connections are", n);
    }

    std::vector<condition>& into_;
};

} // namespace

const std::vector<rule_facts>& rules() {
    using enum rule;
    static const std::vector<rule_facts> all{
        {feed_silent, "feed_silent", part::input, level::page, 0s, "feed-silent"},
        {queue_age, "queue_age", part::output, level::page, 1min, "queue"},
        {queue_depth, "queue_depth", part::output, level::page, 1min, "queue"},
        {output_down, "output_down", part::output, level::page, 2min, "queue"},
        {head_failing, "head_failing", part::output, level::ticket, 0s, "queue"},
        {dead_letters, "dead_letters", part::output, level::ticket, 0s, "dead-letters"},
        {rejects, "rejects", part::output, level::ticket, 5min, "dead-letters"},
        {route_failures, "route_failures", part::route, level::ticket, 0s, "dead-letters"},
        {unmatched, "unmatched", part::input, level::ticket, 0s, "dead-letters"},
        {negative_acks, "negative_acks", part::input, level::ticket, 10min, "negative-acks"},
        {disk, "disk", part::whole, level::ticket, 5min, "disk"},
        {disk_full, "disk_full", part::whole, level::page, 0s, "disk"},
        {certificate, "certificate", part::profile, level::ticket, 0s, "certificate"},
        {certificate_soon, "certificate_soon", part::profile, level::page, 0s, "certificate"},
        {reload_refused, "reload_refused", part::whole, level::ticket, 0s, "reload"},
        {held_long, "held_long", part::output, level::ticket, 0s, "forgotten"},
        {paused_long, "paused_long", part::input, level::ticket, 0s, "forgotten"},
    };
    return all;
}

const rule_facts& facts_of(rule what) {
    return rules()[static_cast<std::size_t>(what)];
}

std::vector<condition> judge(const snapshot& now) {
    std::vector<condition> all;
    judging found{all};
    for (const auto& each : now.inputs) found.look(each);
    for (const auto& each : now.outputs) found.look(each);
    for (const auto& each : now.routes) found.look(each);
    for (const auto& each : now.certificates) found.look(each);
    found.look(now.disk);
    if (now.reloads_refused > 0)
        found.add(rule::reload_refused, "configuration",
                  "a reload was refused" + in_ten_minutes + ": the configuration before runs on");
    return all;
}

std::string in_words(std::chrono::seconds span) {
    if (span < 1min) return fmt::format("{} s", span.count());
    const auto minutes = std::chrono::floor<std::chrono::minutes>(span);
    if (minutes < 1h) return fmt::format("{} min", minutes.count());
    const auto hours = std::chrono::floor<std::chrono::hours>(minutes);
    if (hours >= 48h) return fmt::format("{} days", hours.count() / 24);
    const auto rest = (minutes - hours).count();
    return rest == 0 ? fmt::format("{} h", hours.count()) : fmt::format("{} h {} min", hours.count(), rest);
}

} // namespace vagus::alerts
