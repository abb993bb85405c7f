#include "parsers/hl7/versions.hpp"

#include "parsers/hl7/tables/text.hpp"
#include "parsers/hl7/version_number.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <stdexcept>

namespace vagus::hl7 {
namespace {

constexpr std::array<std::string_view, 13> known{"2.1", "2.2", "2.3",   "2.3.1", "2.4",   "2.5",  "2.5.1",
                                                 "2.6", "2.7", "2.7.1", "2.8",   "2.8.1", "2.8.2"};

struct entry {
    std::once_flag read;
    std::optional<dictionary> made;
};

const dictionary* of(std::size_t number) {
    static std::array<entry, known.size()> all;
    if (tables_text().empty()) return nullptr;
    auto& one = all[number];
    std::call_once(one.read, [&] {
        auto made = dictionary::read(tables_text(), known[number]);
        if (!made)
            throw std::logic_error{"tables, line " + std::to_string(made.error().line) + ": " + made.error().what};
        one.made = std::move(*made);
    });
    return &*one.made;
}

} // namespace

std::span<const std::string_view> versions() {
    return known;
}

const dictionary* dictionary_of(std::string_view version) {
    const auto found = std::ranges::find(known, version);
    return found == known.end() ? nullptr : of(static_cast<std::size_t>(found - known.begin()));
}

std::string_view nearest_version(std::string_view version) {
    if (std::ranges::find(known, version) != known.end()) return version;
    const auto wanted = read_version_number(version);
    auto nearest = known.size() - 1;
    while (wanted[0] > 0 && nearest > 0 && wanted < read_version_number(known[nearest])) --nearest;
    return known[nearest];
}

const dictionary* nearest_dictionary(std::string_view version) {
    return dictionary_of(nearest_version(version));
}

} // namespace vagus::hl7
