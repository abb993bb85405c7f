#include "engine/audit/syslog.hpp"

#include "engine/audit/atna.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace vagus::audit {
namespace {

// Facility 10 (security and authorization); severity 5 (notice), 4 (warning) for what was not done.
constexpr int facility = 10;
constexpr std::string_view mark_of_utf8 = "\xEF\xBB\xBF";
constexpr std::size_t host_letters = 255;

// PRINTUSASCII, "-" for nothing.
std::string name(std::string_view text) {
    std::string out{text.substr(0, host_letters)};
    std::ranges::replace_if(out, [](char c) { return c <= ' ' || c > '~'; }, '_');
    return out.empty() ? "-" : out;
}

} // namespace

std::string syslog_frame(const read_line& what, const sender& from) {
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

} // namespace vagus::audit
