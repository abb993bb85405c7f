// What a person probably meant.
#include "base/nearest.hpp"
#include "config/findings.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace vagus::config {
namespace {

constexpr std::size_t short_list = 10; // names a person reads at a glance

// How other engines name what is ours.
struct spelling {
    std::string_view theirs;
    std::string_view ours;
};
constexpr std::array spellings{
    spelling{"sources", "inputs"},
    spelling{"listeners", "inputs"},
    spelling{"receivers", "inputs"},
    spelling{"sinks", "outputs"},
    spelling{"destinations", "outputs"},
    spelling{"channels", "routes"},
    spelling{"pipelines", "routes"},
    spelling{"pipeline", "routes"},
    spelling{"source", "from"},
    spelling{"input", "from"},
    spelling{"inputs", "from"},
    spelling{"destination", "to"},
    spelling{"outputs", "to"},
    spelling{"filter", "match"},
    spelling{"filter", "keep"},
    spelling{"transform", "steps"},
    spelling{"transformer", "steps"},
    spelling{"processors", "steps"},
    spelling{"remove", "delete"},
    spelling{"unset", "delete"},
    spelling{"rename", "move"},
    spelling{"assign", "set"},
    spelling{"lookup", "map"},
    spelling{"translate", "map"},
    spelling{"codes", "map"},
    spelling{"discard", "drop"},
    spelling{"reject", "fail"},
    spelling{"throw", "fail"},
    spelling{"if", "when"},
    spelling{"condition", "when"},
    spelling{"port", "listen"},
    spelling{"bind", "listen"},
    spelling{"address", "listen"},
    spelling{"host", "connect"},
    spelling{"address", "connect"},
    spelling{"endpoint", "connect"},
    spelling{"timeout", "ack_timeout"},
    spelling{"tcp", "mllp"},
    spelling{"settings", "site"},
    spelling{"lookups", "tables"},
    spelling{"variables", "aliases"},
};

std::optional<std::string> from_other_engines(std::string_view written, const std::vector<std::string>& known) {
    for (const auto& [theirs, ours] : spellings) {
        if (theirs == written && std::ranges::find(known, ours) != known.end()) return std::string{ours};
    }
    return {};
}

} // namespace

std::string did_you_mean(std::string_view written, const std::vector<std::string>& known) {
    // What somebody brings along is meant as written, however near another word may be.
    auto meant = from_other_engines(written, known).value_or("");
    if (meant.empty()) meant = nearest(written, {known.begin(), known.end()});
    return meant.empty() ? meant : "did you mean '" + meant + "'?";
}

std::string suggest(std::string_view written, const std::vector<std::string>& known) {
    if (auto meant = did_you_mean(written, known); !meant.empty()) return meant;
    if (known.empty() || known.size() > short_list) return {};
    std::string all = "one of: ";
    for (const auto& word : known) all += (&word == &known.front() ? "" : ", ") + word;
    return all;
}

} // namespace vagus::config
