#include "engine/app/peers/leaves.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/path/read.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <map>
#include <utility>

namespace vagus::peers {
namespace {

// The printed form leaves out a [1] and the number of a part that stands alone.
std::string numbered(const std::string& path, char before, std::size_t n, std::size_t of) {
    return of == 1 ? path : path + before + std::to_string(n);
}

void add_component(std::vector<leaf>& to, place at, const std::string& path, std::string_view text,
                   const hl7::delimiters& marks) {
    const std::size_t count = hl7::parts(text, marks.subcomponent);
    for (std::size_t n = 1; n <= count; ++n) {
        const std::string_view raw = hl7::part(text, marks.subcomponent, n);
        at.subcomponent = n;
        if (!raw.empty()) to.push_back({at, numbered(path, '.', n, count), hl7::unescape(raw, marks)});
    }
}

void add_field(std::vector<leaf>& to, place at, std::string_view text, const hl7::delimiters& marks) {
    const auto path = fmt::format("{}-{}", segment_path(at.segment, at.occurrence), at.field);
    const std::size_t repetitions = hl7::parts(text, marks.repetition);
    for (std::size_t r = 1; r <= repetitions; ++r) {
        const std::string_view repetition = hl7::part(text, marks.repetition, r);
        const std::string here = r == 1 ? path : fmt::format("{}[{}]", path, r);
        const std::size_t components = hl7::parts(repetition, marks.component);
        for (std::size_t c = 1; c <= components; ++c) {
            const std::string_view component = hl7::part(repetition, marks.component, c);
            // PID-5.1.2 needs its 1 even when no other component is there.
            const bool alone = components == 1 && hl7::parts(component, marks.subcomponent) == 1;
            at.repetition = r;
            at.component = c;
            add_component(to, at, alone ? here : numbered(here, '.', c, 0), component, marks);
        }
    }
}

} // namespace

std::string segment_path(const std::string& id, std::size_t occurrence) {
    return occurrence == 1 ? id : fmt::format("{}[{}]", id, occurrence);
}

std::string in_full(const place& at) {
    return fmt::format("{}-{}[{}].{}.{}", segment_path(at.segment, at.occurrence), at.field, at.repetition,
                       at.component, at.subcomponent);
}

std::vector<segment_leaves> leaves_of(const hl7::document& message) {
    std::vector<segment_leaves> out;
    std::map<std::string, std::size_t, std::less<>> seen;
    for (const hl7::segment& segment : message.segments) {
        place at{.segment = std::string{segment.id()}};
        at.occurrence = ++seen[at.segment];
        segment_leaves all{at.segment, at.occurrence, {}};
        for (std::size_t n = 1; n <= segment.fields(); ++n) {
            at.field = n;
            const auto text = segment.field(n);
            if (text.empty()) continue;
            // The delimiters themselves: nothing in them splits.
            if (path::holds_delimiters(segment.id(), n))
                all.leaves.push_back(
                    {at, fmt::format("{}-{}", segment_path(at.segment, at.occurrence), n), std::string{text}});
            else
                add_field(all.leaves, at, text, message.marks);
        }
        out.push_back(std::move(all));
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
