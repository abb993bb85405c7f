#include "base/nearest.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace vagus {
namespace {

constexpr std::size_t longest_word = 64;

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

} // namespace

std::string_view nearest(std::string_view written, const std::vector<std::string_view>& known) {
    if (written.empty() || written.size() > longest_word) return {};
    std::string_view best;
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

} // namespace vagus
