#include "parsers/hl7/meanings.hpp"

#include "parsers/hl7/tables/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace vagus::hl7 {
namespace {

constexpr std::string_view begins_table = "table ";
constexpr std::string_view begins_meaning = " = ";
constexpr std::array<std::string_view, 4> coded_types{"CE", "CF", "CNE", "CWE"};

std::string_view first_line(std::string_view text) {
    return text.substr(0, text.find('\n'));
}

std::string_view behind(std::string_view text, std::string_view line) {
    return text.substr(std::min(line.size() + 1, text.size()));
}

bool holds_code_first(std::string_view type) {
    return std::ranges::find(coded_types, type) != coded_types.end();
}

const meanings& standard_meanings() {
    static const meanings own{meanings_text()};
    return own;
}

} // namespace

meanings::meanings(std::string_view text) {
    std::string_view* lines = nullptr; // of the table that the line belongs to
    while (!text.empty()) {            // a line a turn
        const auto line = first_line(text);
        const auto rest = behind(text, line);
        if (line.starts_with(begins_table)) {
            const auto digits = line.substr(begins_table.size());
            std::size_t number = 0;
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
            lines = &tables_[number];
            *lines = rest.substr(0, 0);
        } else if (lines != nullptr) {
            *lines = {lines->data(), static_cast<std::size_t>(line.data() + line.size() - lines->data())};
        }
        text = rest;
    }
}

std::string_view meanings::of(std::size_t table, std::string_view code) const {
    const auto found = tables_.find(table);
    if (found == tables_.end() || code.empty() || code.contains('|')) return {};
    for (auto left = found->second; !left.empty();) { // a code a turn: some three hundred at most
        const auto line = first_line(left);
        left = behind(left, line);
        if (!line.starts_with(begins_meaning)) continue;
        const auto says = line.substr(begins_meaning.size());
        if (says.starts_with(code) && says.substr(code.size()).starts_with('|')) return says.substr(code.size() + 1);
    }
    return {};
}

std::size_t table_of(const dictionary& says, const element_shape& field, value_place at) {
    const auto* inside = &field;
    std::size_t table = field.table;
    for (const auto n : {at.component, at.subcomponent}) {
        const auto* type = says.type(inside->type);
        if (type == nullptr || type->components.empty()) return n == 1 ? table : 0;
        const bool inherits = n == 1 && holds_code_first(type->id);
        inside = element(type->components, n);
        if (inside == nullptr) return 0;
        if (inside->table != 0 || !inherits) table = inside->table;
    }
    return table;
}

std::string_view meaning(const dictionary& says, const element_shape& field, value_place at, std::string_view code) {
    const auto number = table_of(says, field, at);
    const auto* table = number == 0 ? nullptr : says.table(number);
    return table != nullptr && table->has(code) ? standard_meanings().of(number, code) : std::string_view{};
}

} // namespace vagus::hl7
