// What a message's routes need of other systems: kept with the message, or asked for.
#include "engine/intake/intake.hpp"
#include "engine/intake/recalled.hpp"
#include "routes/limits.hpp"

#include <algorithm>
#include <utility>

namespace vagus::intake {
namespace {

using routes::answer;

std::string later(const routes::question& what) {
    return "'" + what.call + "' is asked when it is tried: what comes of it is not known before";
}

} // namespace

// What is asked twice is asked once. Of what was kept a failure is no answer.
boost::asio::awaitable<fetched> intake::fetch(std::vector<routes::question> questions, const std::string& kept) const {
    fetched got;
    if (questions.empty()) co_return got;
    auto known = routes::decode_answers(kept).value_or(std::vector<routes::kept_answer>{});
    std::erase_if(known, [](const auto& each) { return each.is.is == answer::kind::failed; });
    std::vector<routes::question> open;
    for (const auto& each : questions) {
        const bool asked = std::ranges::any_of(
            open, [&](const auto& other) { return other.call == each.call && other.key == each.key; });
        if (each.wrong.empty() && !asked && routes::kept_for(each, known) == nullptr) open.push_back(each);
    }
    if (!open.empty()) {
        auto asked = open;
        std::vector<answer> came(open.size(), {answer::kind::failed, "no other system is asked here"});
        if (others_ != nullptr) came = co_await others_->ask(std::move(asked));
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < open.size(); ++i) {
            if ((bytes += came[i].text.size()) > routes::limits::answers_per_message)
                came[i] = {answer::kind::failed, "the answers about this message are longer than 4 MiB together"};
            known.push_back({open[i].call, open[i].key, std::move(came[i])});
        }
    }
    for (auto& each : questions) {
        if (!each.wrong.empty()) {
            got.all.push_back({each.route, each.need, {answer::kind::unasked, std::move(each.wrong)}});
            continue;
        }
        const auto* found = routes::kept_for(each, known);
        got.all.push_back(
            {each.route, each.need, found != nullptr ? *found : answer{answer::kind::failed, later(each)}});
    }
    got.kept = routes::encode(known);
    co_return got;
}

// Nobody is asked: for what is only looked at, or was fetched just now.
routes::answers intake::known_answers(const std::vector<routes::question>& questions, const std::string& kept,
                                      answers_are how) {
    auto known = routes::decode_answers(kept).value_or(std::vector<routes::kept_answer>{});
    if (how == answers_are::of_then)
        std::erase_if(known, [](const auto& each) { return each.is.is == answer::kind::failed; });
    const auto text = routes::encode(known);
    routes::answers all;
    for (const auto& each : questions) {
        auto one = routes::from_kept({each}, text, later(each));
        all.push_back(std::move(one.front()));
    }
    return all;
}

boost::asio::awaitable<std::string> intake::fetch_again(const store::stored_message& from, std::string route,
                                                        const std::optional<std::string>& request, asking how) const {
    const auto now = in_force_.get();
    const recalled before{store_, now->known.memories, recalled::prints::hidden};
    const auto read = read_again(*now, from);
    if (!read) co_return std::string{}; // said by whoever plans it
    const auto asked = request ? request_in(*request) : std::nullopt;
    const routes::circumstances then{from.input, from.received, asked ? &*asked : nullptr, 2, &before};
    auto questions = now->rules->questions(read->message, then, route);
    const auto kept = how == asking::anew ? std::string{} : from.answers;
    auto got = co_await fetch(std::move(questions), kept);
    co_return std::move(got.kept);
}

} // namespace vagus::intake
