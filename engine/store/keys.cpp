#include "engine/store/keys.hpp"

#include "engine/store/folder.hpp"
#include "engine/store/sealed_files.hpp"
#include "engine/store/sealed_page.hpp"

#include <fstream>
#include <map>
#include <mutex>
#include <string>

namespace vagus::store {
namespace {

namespace fs = std::filesystem;

struct known_keys {
    std::mutex mutex;
    std::map<fs::path, store_key> of; // by folder, however it was named
};
known_keys& known() {
    static known_keys all;
    return all;
}

// Of SQLite's header what is the same in every file of a store: length of a page, versions of the format, fractions.
bool is_header(const page_image& first) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(first[i]); };
    const auto version = [&](std::size_t i) { return at(i) == 1 || at(i) == 2; };
    return at(16) == (page_bytes >> 8U) && at(17) == 0 && version(18) && version(19) && at(20) == 0 && at(21) == 64 &&
           at(22) == 32 && at(23) == 32;
}

} // namespace

void use_key(const fs::path& folder, const std::optional<store_key>& key) {
    std::scoped_lock hold{known().mutex};
    const auto where = fs::weakly_canonical(folder);
    known().of.erase(where);
    if (key) known().of.emplace(where, *key);
}

std::optional<store_key> key_of(const fs::path& folder) {
    std::scoped_lock hold{known().mutex};
    if (known().of.empty()) return std::nullopt; // nobody pays for what he has not
    const auto found = known().of.find(fs::weakly_canonical(folder));
    if (found == known().of.end()) return std::nullopt;
    return found->second;
}

const char* sealed_vfs_for(const fs::path& file) {
    if (!holds_messages(file)) return nullptr;
    const auto key = key_of(file.parent_path());
    return key ? sealed_files(*key) : nullptr;
}

cover cover_of(const fs::path& file, const std::optional<store_key>& key) {
    page_image first;
    std::ifstream in{file, std::ios::binary};
    if (!in.read(first.data(), first.size())) return cover::none;
    const std::string_view begin{first.data(), first.size()};
    if (begin.starts_with(plain_begin)) return cover::plain;
    const auto salt = salt_in(begin);
    if (!salt) return cover::unknown;
    if (!key) return cover::foreign;
    auto cipher = page_cipher::of(*key, *salt);
    if (!cipher || !open_page(*cipher, 0, first.data(), first.data())) return cover::unknown;
    return is_header(first) ? cover::sealed : cover::foreign;
}

void check_key(const fs::path& folder) {
    if (fs::exists(folder / rekey_mark))
        throw refusal{
            "the key of the store in " + folder.string() +
                " is being changed, and that has not come to its end: run the same `vagus store rekey` again, "
                "which finishes it. Nothing is lost.",
            trouble::locked};
    const auto key = key_of(folder);
    const auto found = cover_of(folder / catalog_name, key);
    if (found == cover::plain && key)
        throw refusal{"the store in " + folder.string() +
                          " is not encrypted, and site.store.encrypt_key says that it is. Encrypt it with `vagus store "
                          "rekey` while the engine is stopped, or take the key out of the configuration.",
                      trouble::locked};
    if (found == cover::foreign && !key)
        throw refusal{"the store in " + folder.string() +
                          " is encrypted, and its key is not there: set site.store.encrypt_key to ${file:PATH} or "
                          "${env:NAME}; where it is set, `vagus validate` says why it cannot be read.",
                      trouble::locked};
    if (found == cover::foreign)
        throw refusal{"the store in " + folder.string() +
                          " is encrypted under another key than site.store.encrypt_key gives. Give it the key that the "
                          "store was written with; to change the key of a store: `vagus store rekey`.",
                      trouble::locked};
}

} // namespace vagus::store
