#include "engine/store/outline.hpp"

#include "engine/store/folder.hpp"
#include "engine/store/sqlite.hpp"

#include <functional>
#include <set>

namespace vagus::store {

std::string outline::name_of(std::int64_t number) const {
    const auto known = names.find(number);
    return known == names.end() ? std::string{} : known->second.name;
}

std::int64_t outline::number_of(name_kind kind, std::string_view name) const {
    for (const auto& [number, each] : names)
        if (each.kind == kind && each.name == name) return number;
    return 0;
}

outline read_outline(const std::filesystem::path& folder) {
    const auto file = folder / catalog_name;
    if (!std::filesystem::exists(file)) throw refusal{"there is no store in " + folder.string()};
    connection db{file, connection::access::read};
    outline seen;
    {
        statement question{db, "SELECT uuid FROM store"};
        if (auto at = question.query(); at.next()) seen.store = number_of_store(at.bytes(0));
    }
    statement question{db, "SELECT no, kind, name FROM name"};
    for (auto at = question.query(); at.next();)
        seen.names[at.integer(0)] = {static_cast<name_kind>(at.integer(1)), std::string{at.bytes(2)}};
    std::set<std::uint32_t, std::greater<>> numbers;
    for (const auto& each : segments_of(db)) numbers.insert(each.no);
    for (const auto no : index_files(folder)) numbers.insert(no);
    for (const auto no : numbers)
        if (const auto known = segment_of(db, no)) seen.segments.push_back(*known);
    return seen;
}

} // namespace vagus::store
