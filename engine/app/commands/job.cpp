#include "engine/app/commands/job.hpp"

#include "engine/admin/protocol.hpp"
#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/commands.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <thread>
#include <utility>

namespace vagus::app {
namespace {

namespace json = boost::json;
using steady = std::chrono::steady_clock;

json::array as_array(const std::vector<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
}

// What the receivers have already.
std::vector<std::string> later_in(const json::object& told) {
    std::vector<std::string> lines;
    for (const auto& [output, n] : part(told, "later")) {
        if (n.is_null())
            lines.push_back(fmt::format("{}: a segment cannot be read, so it is not known how many later messages of "
                                        "the same keys its receiver has",
                                        std::string_view{output}));
        else if (const auto count = number(part(told, "later"), output); count > 0)
            lines.push_back(fmt::format("{}: {} later message{} of the same keys went out meanwhile",
                                        std::string_view{output}, count, count == 1 ? "" : "s"));
    }
    return lines;
}

class running {
  public:
    explicit running(const job& what)
        : what_{what} {}

    int by_ids() {
        for (std::size_t from = 0; from < what_.ids.size() && going(); from += step()) {
            const auto end = std::min(what_.ids.size(), from + step());
            auto request = what_.request;
            request["ids"] = json::array(what_.ids.begin() + static_cast<std::ptrdiff_t>(from),
                                         what_.ids.begin() + static_cast<std::ptrdiff_t>(end));
            ask(std::move(request));
        }
        return end();
    }
    int by_filter(const std::string& through) {
        auto request = what_.request;
        request["through"] = through;
        request["most"] = step();
        while (going()) { // ends with what there was when it began
            const auto answer = ask(request);
            const auto next = text(answer, "next");
            if (next.empty()) break;
            request["after"] = next;
        }
        return end();
    }

  private:
    [[nodiscard]] bool going() const { return code_ == exit_code::ok || code_ == exit_code::failed; }
    [[nodiscard]] std::size_t step() const {
        if (what_.per_second <= 0) return admin::acts;
        return std::clamp(static_cast<std::size_t>(what_.per_second / steps_a_second), std::size_t{1}, admin::acts);
    }

    json::object ask(json::object request) {
        std::this_thread::sleep_until(turn_);
        auto answer = ask_engine(what_.folder, request);
        if (!answer) {
            code_ = answer.error() == exit_code::failed ? stopped : answer.error();
            return {};
        }
        for (const auto& row : list(*answer, "done")) say_done(as_row(row));
        for (const auto& row : list(*answer, "not")) say_not(as_row(row));
        const auto acted = list(*answer, "done").size();
        if (what_.per_second > 0)
            turn_ = std::max(turn_, steady::now()) +
                    std::chrono::duration_cast<steady::duration>(
                        std::chrono::duration<double>{static_cast<double>(acted) / what_.per_second});
        return std::move(*answer);
    }
    void say_done(const json::object& row) {
        ++done_;
        if (what_.as_json) return done_rows_.push_back(row), void();
        fmt::print("{} {}", text(row, "id"), what_.word);
        if (const auto name = text(row, "name"); !name.empty()) fmt::print(" for {}", name);
        if (const auto made = text(row, "new"); !made.empty()) fmt::print(" as {}", made);
        fmt::print("\n");
    }
    void say_not(const json::object& row) {
        ++not_done_;
        code_ = exit_code::failed;
        if (what_.as_json) return not_done_rows_.push_back(row), void();
        const auto name = text(row, "name");
        fmt::print(stderr, "{}{}{} not {}: {}\n", text(row, "id"), name.empty() ? "" : " for ", name, what_.word,
                   text(row, "why"));
    }
    int end() {
        if (what_.as_json)
            fmt::print("{}\n", json::serialize(json::object{{"done", done_rows_}, {"not", not_done_rows_}}));
        else if (done_ + not_done_ != 1)
            fmt::print(stderr, "{} {}, {} not\n", done_, what_.word, not_done_);
        return code_ == stopped ? exit_code::failed : code_;
    }

    static constexpr double steps_a_second = 10; // what a rate allows is spread over the second
    static constexpr int stopped = -1;           // the engine refused: going on would be refused as well
    const job& what_;
    steady::time_point turn_ = steady::now();
    int code_ = exit_code::ok;
    std::int64_t done_ = 0;
    std::int64_t not_done_ = 0;
    json::array done_rows_;
    json::array not_done_rows_;
};

} // namespace

std::string prospect::through() const {
    return std::string{text(told, "through")};
}

std::optional<prospect> foresee(const job& what, const std::string& verb, int& code) {
    auto request = what.request;
    request["do"] = verb;
    if (!what.ids.empty()) request["ids"] = as_array(what.ids);
    auto answer = ask_engine(what.folder, request);
    if (answer) return prospect{std::move(*answer)};
    code = answer.error();
    return std::nullopt;
}

void print(const prospect& seen, const char* things, bool as_json) {
    if (as_json) {
        fmt::print("{}\n", json::serialize(seen.told));
        return;
    }
    fmt::print("{} {}{}\n", number(seen.told, "ready"), flag(seen.told, "more") ? "and more " : "", things);
    for (const auto& each : list(seen.told, "not"))
        fmt::print("not {}: {}\n", number(as_row(each), "n"), text(as_row(each), "why"));
    for (const auto& each : list(seen.told, "missing"))
        fmt::print("not {}: {}\n", text(as_row(each), "id"), text(as_row(each), "why"));
    for (const auto& line : later_in(seen.told)) fmt::print("{}\n", line);
}

void warn(const prospect& seen) {
    for (const auto& line : later_in(seen.told)) fmt::print(stderr, "vagus: {}\n", line);
    for (const auto& each : list(seen.told, "unreadable"))
        if (const auto* what = each.if_string())
            fmt::print(stderr, "vagus: passed over: {}\n", std::string_view{*what});
    if (!flag(seen.told, "more")) return;
    fmt::print(stderr, "vagus: there are more than {}: this takes the oldest of them", admin::acts_foreseen);
    const auto last = text(seen.told, "last");
    fmt::print(stderr, "{}\n", last.empty() ? "" : fmt::format("; go on with --after {}", last));
}

int run(const job& what, const prospect& seen) {
    running work{what};
    return what.ids.empty() ? work.by_filter(seen.through()) : work.by_ids();
}

} // namespace vagus::app
