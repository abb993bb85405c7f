#include "engine/app/peers/leaves.hpp"

#include "parsers/hl7/element.hpp"

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

void add_component(std::vector<leaf>& to, const std::string& path, std::string_view text,
                   const hl7::delimiters& marks) {
    const std::size_t count = hl7::parts(text, marks.subcomponent);
    for (std::size_t n = 1; n <= count; ++n) {
        const std::string_view raw = hl7::part(text, marks.subcomponent, n);
        if (!raw.empty()) to.push_back({numbered(path, '.', n, count), hl7::unescape(raw, marks)});
    }
}

void add_field(std::vector<leaf>& to, const std::string& path, std::string_view text, const hl7::delimiters& marks) {
    const std::size_t repetitions = hl7::parts(text, marks.repetition);
    for (std::size_t r = 1; r <= repetitions; ++r) {
        const std::string_view repetition = hl7::part(text, marks.repetition, r);
        const std::string here = r == 1 ? path : fmt::format("{}[{}]", path, r);
        const std::size_t components = hl7::parts(repetition, marks.component);
        for (std::size_t c = 1; c <= components; ++c) {
            const std::string_view component = hl7::part(repetition, marks.component, c);
            // PID-5.1.2 needs its 1 even when no other component is there.
            const bool alone = components == 1 && hl7::parts(component, marks.subcomponent) == 1;
            add_component(to, alone ? here : numbered(here, '.', c, 0), component, marks);
        }
    }
}

} // namespace

std::vector<segment_leaves> leaves_of(const hl7::document& message) {
    std::vector<segment_leaves> out;
    std::map<std::string, std::size_t, std::less<>> seen;
    for (const hl7::segment& segment : message.segments) {
        const std::string id{segment.id()};
        const std::size_t occurrence = ++seen[id];
        const bool header = id == "MSH" || id == "BHS" || id == "FHS";
        segment_leaves all{id, {}};
        for (std::size_t n = 1; n <= segment.fields(); ++n) {
            const std::string path =
                occurrence == 1 ? fmt::format("{}-{}", id, n) : fmt::format("{}[{}]-{}", id, occurrence, n);
            // The delimiters themselves: nothing in them splits.
            if (header && n <= 2)
                all.leaves.push_back({path, std::string{segment.field(n)}});
            else if (const auto text = segment.field(n); !text.empty())
                add_field(all.leaves, path, text, message.marks);
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
