#include "engine/intake/meters.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/hl7/versions.hpp"

#include <algorithm>
#include <string>

namespace vagus::intake {
namespace {

// Types that were withdrawn are in the older one, those that are new in the newer.
constexpr std::string_view versions[] = {"2.5.1", "2.8.2"};

std::string type_of(const hl7::document& message) {
    const auto written = message.field("MSH", 9);
    std::string type{hl7::part(written, message.marks.component, 1)};
    const auto event = hl7::part(written, message.marks.component, 2);
    if (!event.empty()) type.append("^").append(event);
    return type;
}

} // namespace

bool is_message_type(std::string_view type) {
    const auto mark = std::min(type.find('^'), type.size());
    const auto event = type.substr(std::min(mark + 1, type.size()));
    return std::ranges::any_of(versions, [&](std::string_view each) {
        const auto* says = hl7::dictionary_of(each);
        // An ACK has a structure whatever is written as its event.
        if (says == nullptr || says->structure_of(type.substr(0, mark), event).empty()) return false;
        return event.size() <= 3 &&
               std::ranges::all_of(event, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
    });
}

std::string_view place_of(std::string_view text) {
    constexpr std::string_view step = " step ";
    const auto line = std::min(text.find(' '), text.size());
    const auto file = text.substr(0, line);
    if (!text.substr(line).starts_with(step)) return file.ends_with(':') ? file.substr(0, file.size() - 1) : file;
    return text.substr(0, text.find(' ', line + step.size()));
}

void count(const routes::plan& made, std::span<const std::shared_ptr<route_meters>> routes) {
    const auto at = [&](std::uint16_t route) -> route_meters* {
        return route < routes.size() ? routes[route].get() : nullptr;
    };
    for (std::size_t i = 0; i < made.copies.size(); ++i) { // those of one route stand together
        if (i > 0 && made.copies[i].route == made.copies[i - 1].route) continue;
        if (auto* one = at(made.copies[i].route)) one->delivered.add();
    }
    for (const auto& each : made.drops)
        if (auto* one = at(each.route)) one->dropped.add();
    for (const auto& each : made.failures)
        if (auto* one = at(each.route)) one->failed.add(), one->failed_at.add(place_of(each.text));
    for (const auto& each : made.warnings)
        if (auto* one = at(each.route)) one->warned_at.add(place_of(each.text));
}

void arrival_meter::read(const hl7::document& message, std::size_t bytes) {
    into_.messages.add(type_of(message), is_message_type);
    into_.bytes.add(bytes);
    into_.last.store(clock_.wall(), std::memory_order_relaxed);
}

void arrival_meter::unreadable(std::size_t bytes) {
    into_.messages.add(meter::other, [](std::string_view) { return false; });
    into_.bytes.add(bytes);
    into_.refused.add();
    into_.last.store(clock_.wall(), std::memory_order_relaxed);
}

void arrival_meter::answered(std::optional<hl7::ack_code> code) {
    into_.answered.add(clock_.steady() - begun_);
    if (code) into_.acks[static_cast<std::size_t>(*code)].add();
}

} // namespace vagus::intake
