#include "config/node.hpp"

#include <algorithm>
#include <iterator>

namespace vagus::config {

std::uint32_t characters(std::string_view text) {
    // Every byte but UTF-8's continuation bytes begins a character.
    return static_cast<std::uint32_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

const node::entry* node::find(std::string_view key) const {
    const auto hit = std::ranges::find(entries, key, &entry::key);
    return hit == entries.end() ? nullptr : &*hit;
}

place node::place_of(std::size_t offset) const {
    if (kind != shape::scalar || expanded) return at;
    offset = std::min(offset, text.size());
    run from{0, at};
    const auto after = std::ranges::upper_bound(runs, offset, {}, &run::offset);
    if (after != runs.begin()) from = *std::prev(after);
    auto found = from.at;
    found.column += characters(std::string_view{text}.substr(from.offset, offset - from.offset));
    return found;
}

node node::entry::key_node() const {
    node made;
    made.kind = shape::scalar;
    made.text = key;
    made.at = key_at;
    made.written = key_style;
    made.runs = key_runs;
    return made;
}

} // namespace vagus::config
