// What a person probably meant.
#include "config/findings.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

namespace vagus::config {
namespace {

constexpr std::size_t longest_word = 64; // a longer one is no typing mistake
constexpr std::size_t short_list = 10;   // names a person reads at a glance

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::array<std::size_t, longest_word + 1> row{};
    std::iota(row.begin(), row.end(), 0U);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

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

std::optional<std::string> nearest(std::string_view written, const std::vector<std::string>& known) {
    if (written.empty() || written.size() > longest_word) return {};
    std::optional<std::string> best;
    // Two changes make any word of two letters out of any other.
    std::size_t allowed = std::min<std::size_t>(2, written.size() - 1);
    for (const auto& word : known) {
        if (word.size() > longest_word || word.size() > written.size() + allowed ||
            written.size() > word.size() + allowed)
            continue;
        const auto distance = edit_distance(written, word);
        if (distance > allowed || distance == 0) continue;
        best = word;
        allowed = distance - 1;
        if (allowed == 0) break;
    }
    return best;
}

} // namespace

std::string did_you_mean(std::string_view written, const std::vector<std::string>& known) {
    auto meant = nearest(written, known);
    if (!meant) meant = from_other_engines(written, known);
    return meant ? "did you mean '" + *meant + "'?" : std::string{};
}

std::string suggest(std::string_view written, const std::vector<std::string>& known) {
    if (auto meant = did_you_mean(written, known); !meant.empty()) return meant;
    if (known.empty() || known.size() > short_list) return {};
    std::string all = "one of: ";
    for (const auto& word : known) all += (&word == &known.front() ? "" : ", ") + word;
    return all;
}

} // namespace vagus::config
