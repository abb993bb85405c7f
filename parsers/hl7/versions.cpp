#include "parsers/hl7/versions.hpp"

#include <array>

namespace vagus::hl7 {
namespace {

constexpr std::array<std::string_view, 13> known{"2.1", "2.2", "2.3",   "2.3.1", "2.4",   "2.5",  "2.5.1",
                                                 "2.6", "2.7", "2.7.1", "2.8",   "2.8.1", "2.8.2"};

} // namespace

std::span<const std::string_view> versions() {
    return known;
}

const dictionary* dictionary_of(std::string_view) {
    return nullptr;
}

const dictionary* nearest_dictionary(std::string_view) {
    return nullptr;
}

} // namespace vagus::hl7
