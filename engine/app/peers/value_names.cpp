#include "engine/app/peers/value_names.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/hl7/meanings.hpp"
#include "parsers/hl7/versions.hpp"

#include <algorithm>

namespace vagus::peers {

value_names::value_names(const hl7::document& of)
    : says_{hl7::nearest_dictionary(hl7::part(of.field("MSH", 12), of.marks.component, 1))} {}

std::string_view value_names::segment(const std::string& id) const {
    const auto* shape = says_ ? says_->segment(id) : nullptr;
    return shape ? shape->name : std::string_view{};
}

std::string value_names::value(const leaf& one, std::string_view varies_as) const {
    const auto* shape = says_ ? says_->segment(one.at.segment) : nullptr;
    const auto* element = shape ? hl7::element(shape->fields, one.at.field) : nullptr;
    if (element == nullptr) return {};
    std::string name{element->name};
    auto dots = std::ranges::count(one.path, '.');
    for (const auto number : {one.at.component, one.at.subcomponent}) {
        if (dots-- <= 0) break;
        const auto* type = says_->type(element->type == "varies" ? varies_as : element->type);
        element = type ? hl7::element(type->components, number) : nullptr;
        if (element == nullptr) break;
        (name += " / ") += element->name;
    }
    return name;
}

std::string_view value_names::meaning(const leaf& one) const {
    const auto* shape = says_ ? says_->segment(one.at.segment) : nullptr;
    const auto* field = shape ? hl7::element(shape->fields, one.at.field) : nullptr;
    if (field == nullptr) return {};
    return hl7::meaning(*says_, *field, {one.at.component, one.at.subcomponent}, one.value);
}

std::string_view value_type(const segment_leaves& of) {
    const auto found = std::ranges::find_if(of.leaves, [](const leaf& one) { return one.at.field == 2; });
    return of.id == "OBX" && found != of.leaves.end() ? std::string_view{found->value} : std::string_view{};
}

} // namespace vagus::peers
