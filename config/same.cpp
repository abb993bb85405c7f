#include "config/same.hpp"

#include <algorithm>

namespace vagus::config {

bool same(const node& a, const node& b) {
    const auto same_entry = [](const node::entry& x, const node::entry& y) {
        return x.key == y.key && x.key_style == y.key_style && same(x.value, y.value);
    };
    return a.kind == b.kind && a.written == b.written && a.holes == b.holes && a.text == b.text &&
           std::ranges::equal(a.items, b.items, same) && std::ranges::equal(a.entries, b.entries, same_entry);
}

} // namespace vagus::config
