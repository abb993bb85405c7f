// Edits of a draft among the repetitions of one field.
#include "parsers/hl7/draft.hpp"
#include "parsers/hl7/element.hpp"

#include <algorithm>
#include <iterator>

namespace vagus::hl7 {
namespace {

using list = std::vector<std::string_view>;

// An absent or empty field has none.
list repetitions_of(std::string_view field, char separator) {
    list all;
    if (field.empty()) return all;
    each_part(field, separator, [&](std::size_t, std::string_view one) {
        all.push_back(one);
        return true;
    });
    return all;
}

std::string joined(const list& all, char separator) {
    std::string field;
    for (const auto& one : all) (field += &one == &all.front() ? std::string{} : std::string{separator}) += one;
    return field;
}

auto place(list& all, std::size_t n) {
    return std::next(all.begin(), static_cast<std::ptrdiff_t>(n) - 1);
}

} // namespace

bool draft::insert_repetition(std::size_t index, std::size_t n, std::size_t before, std::string_view raw) {
    if (index >= segments_.size() || raw.contains(marks_.repetition)) return false;
    auto all = repetitions_of(segments_[index].field(n), marks_.repetition);
    if (before == 0 || before > all.size() + 1) return false;
    if (marks_.repetition == '\0' && !all.empty()) return false;
    all.insert(place(all, before), raw);
    return set_field(index, n, joined(all, marks_.repetition));
}

bool draft::erase_repetition(std::size_t index, std::size_t n, std::size_t which) {
    if (index >= segments_.size()) return false;
    auto all = repetitions_of(segments_[index].field(n), marks_.repetition);
    if (which == 0 || which > all.size()) return false;
    all.erase(place(all, which));
    return set_field(index, n, joined(all, marks_.repetition));
}

bool draft::move_repetition(std::size_t index, std::size_t n, std::size_t from, std::size_t to) {
    if (index >= segments_.size()) return false;
    auto all = repetitions_of(segments_[index].field(n), marks_.repetition);
    if (from == 0 || to == 0 || from > all.size() || to > all.size()) return false;
    if (from < to)
        std::rotate(place(all, from), place(all, from + 1), place(all, to + 1));
    else
        std::rotate(place(all, to), place(all, from), place(all, from + 1));
    return set_field(index, n, joined(all, marks_.repetition));
}

} // namespace vagus::hl7
