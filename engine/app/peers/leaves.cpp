#include "engine/app/peers/leaves.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/hl7/leaves.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

namespace vagus::peers {
namespace {

// The printed form leaves out a [1] and the number of a part that stands alone. PID-5.1.2 needs its 1 even when no
// other component is there. `next` is the one that follows in the same repetition, or null.
std::string path_of(const std::string& segment, const hl7::leaf& one, const hl7::leaf* next) {
    auto path = fmt::format("{}-{}", segment, one.field);
    const bool of_several = one.subcomponent > 1 || (next != nullptr && next->subcomponent > 1);
    if (one.repetition > 1) path += fmt::format("[{}]", one.repetition);
    if (next != nullptr || one.component > 1 || of_several) path += fmt::format(".{}", one.component);
    if (of_several) path += fmt::format(".{}", one.subcomponent);
    return path;
}

} // namespace

std::string segment_path(const std::string& id, std::size_t occurrence) {
    return occurrence == 1 ? id : fmt::format("{}[{}]", id, occurrence);
}

std::string in_full(const place& at) {
    return fmt::format("{}-{}[{}].{}.{}", segment_path(at.segment, at.occurrence), at.field, at.repetition,
                       at.component, at.subcomponent);
}

std::vector<segment_leaves> leaves_of(const hl7::message& message) {
    std::vector<segment_leaves> out;
    std::map<std::string_view, std::size_t> seen;
    for (const auto& segment : message.segments()) out.push_back({std::string{segment.id()}, ++seen[segment.id()], {}});
    std::vector<hl7::leaf> all;
    hl7::each_leaf(message, [&](const hl7::leaf& one) { all.push_back(one); });
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& one = all[i];
        if (one.raw.empty()) continue;
        const auto* next = i + 1 < all.size() ? &all[i + 1] : nullptr;
        if (next != nullptr && std::tuple{next->segment, next->field, next->repetition} !=
                                   std::tuple{one.segment, one.field, one.repetition})
            next = nullptr;
        auto& to = out[one.segment - 1];
        place at{to.id, to.occurrence, one.field, one.repetition, one.component, one.subcomponent};
        to.leaves.push_back({std::move(at), path_of(segment_path(to.id, to.occurrence), one, next),
                             one.escaped ? hl7::unescape(one.raw, message.marks()) : std::string{one.raw}});
    }
    return out;
}

std::string on_one_line(std::string_view value) {
    std::string out;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F)
            fmt::format_to(std::back_inserter(out), "\\x{:02X}", unsigned{byte});
        else
            out += c;
    }
    return out;
}

} // namespace vagus::peers
