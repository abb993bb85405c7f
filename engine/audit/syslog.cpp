#include "engine/audit/syslog.hpp"

#include "engine/audit/atna.hpp"
#include "engine/audit/limits.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

namespace vagus::audit {
namespace {

// Facility 10 (security and authorization); severity 5 (notice), 4 (warning) for what was not done.
constexpr int facility = 10;
constexpr std::string_view mark_of_utf8 = "\xEF\xBB\xBF";
constexpr std::size_t host_letters = 255;
using subject = std::pair<std::string, std::string>;

// PRINTUSASCII, "-" for nothing.
std::string name(std::string_view text) {
    std::string out{text.substr(0, host_letters)};
    std::ranges::replace_if(out, [](char c) { return c <= ' ' || c > '~'; }, '_');
    return out.empty() ? "-" : out;
}

std::string frame(const read_line& what, const sender& from) {
    using namespace std::chrono;
    const sys_time<microseconds> when{microseconds{what.what.at}};
    const auto whole = floor<seconds>(when);
    const int severity = went_well(what.what) ? 5 : 4;
    const auto message =
        fmt::format("<{}>1 {:%FT%T}.{:06}Z {} vagus {} DICOM+RFC3881 - {}{}", facility * 8 + severity,
                    fmt::gmtime(system_clock::to_time_t(whole)), (when - whole).count(), name(from.host), from.process,
                    mark_of_utf8, audit_message(what.what, what.hash, from.site));
    return fmt::format("{} {}", message.size(), message);
}

// The first of a list of ids, so many; they are taken off it.
std::string take(std::string_view& ids, std::size_t most) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < most && end < ids.size(); ++i) end = std::min(ids.find(' ', end + 1), ids.size());
    std::string taken{ids.substr(0, end)};
    ids.remove_prefix(std::min(end + 1, ids.size()));
    return taken;
}

} // namespace

std::string syslog_frames(const read_line& what, const sender& from) {
    auto part = what;
    const auto messages = std::ranges::find(part.what.about, "message", &subject::first);
    if (messages == part.what.about.end()) return frame(what, from);
    const auto all = messages->second;
    std::string frames;
    std::string_view rest{all};
    do {
        messages->second = take(rest, messages_in_frame);
        frames += frame(part, from);
    } while (!rest.empty());
    return frames;
}

} // namespace vagus::audit
