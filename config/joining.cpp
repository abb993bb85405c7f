#include "config/joining.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace vagus::config {
namespace {

// Named things stand two levels deep; those of `dictionary` three.
constexpr std::size_t levels_of(std::string_view key) {
    return key == "dictionary" ? 2 : 1;
}

// What a file says joins what those before it said: the first to name a thing keeps it. Twice in one layer is a
// mistake.
class joining {
  public:
    explicit joining(tree& whole)
        : whole_{whole} {}

    void join(node::entry entry, node& into, std::size_t levels) {
        auto* same = find(into, entry.key);
        if (same == nullptr) {
            into.entries.push_back(std::move(entry));
            return;
        }
        auto& first = same->value;
        auto& from = entry.value;
        const bool maps = first.kind == node::shape::map && from.kind == node::shape::map;
        const bool lists = first.kind == node::shape::sequence && from.kind == node::shape::sequence;
        if (maps && levels > 0) {
            for (auto& each : from.entries) join(std::move(each), first, levels - 1);
        } else if (lists && levels > 0) {
            std::ranges::move(from.items, std::back_inserter(first.items));
        } else if (first.kind != node::shape::scalar || first.text != from.text) { // every file may say `version: 1`
            again(std::move(entry), same->key_at, levels);
        }
    }

  private:
    static node::entry* find(node& in, const std::string& key) {
        const auto at = std::ranges::find(in.entries, key, &node::entry::key);
        return at == in.entries.end() ? nullptr : &*at;
    }
    void again(node::entry entry, const place& first, std::size_t levels) {
        const bool lower = whole_.package_of(first.file) != whole_.package_of(entry.key_at.file);
        if (lower && levels == 0) { // a layer above has its own
            whole_.displaced.push_back(std::move(entry));
            return;
        }
        whole_.found.error(entry.key_at, "VG0003",
                           "'" + entry.key + "' stands in " + whole_.files[first.file].name + ":" +
                               std::to_string(first.line) + " already",
                           "keep one of the two");
    }

    tree& whole_;
};

} // namespace

void join(tree& whole, node root) {
    if (whole.root.entries.empty()) {
        whole.root = std::move(root);
        return;
    }
    joining all{whole};
    for (auto& entry : root.entries) {
        const auto levels = levels_of(entry.key);
        all.join(std::move(entry), whole.root, levels);
    }
}

} // namespace vagus::config
