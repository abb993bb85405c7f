#include "engine/app/site_key.hpp"

#include "config/placeholders.hpp"
#include "config/read_file.hpp"
#include "engine/app/configuration.hpp"
#include "engine/store/keys.hpp"

#include <string>
#include <utility>

namespace vagus::app {
namespace {

constexpr auto words = "32 random bytes as 64 hexadecimal digits or as base64, from ${file:PATH} or ${env:NAME}";

// Without the line it stands in, which findings show.
bool refuse(const config::node& value, config::reading& context, const char* code, const std::string& what,
            const char* fix) {
    context.found.error(config::place{value.at.file, 0, 0}, code,
                        "site.store.encrypt_key in line " + std::to_string(value.at.line) + " " + what, fix);
    return false;
}

} // namespace

config::type<std::optional<store::store_key>> encrypt_key() {
    return {
        .read =
            [](const config::node& value, config::reading& context, std::optional<store::store_key>& into) {
                if (!config::is_scalar(value, context, words)) return false;
                if (!value.expanded)
                    return refuse(value, context, "VG3150", "is written into the configuration, where many can read it",
                                  "put it into a file that only the engine's user can read, and write ${file:PATH}; "
                                  "this one has been seen: make another");
                auto key = store::store_key::of(value.text);
                if (!key) return refuse(value, context, "VG3151", key.error(), "");
                into = *key;
                return true;
            },
        .show = [](const std::optional<store::store_key>&) { return std::string{}; },
        .schema = [](config::definitions&) { return config::text_schema(words, R"(^\$\{(env|file):)"); },
        .words = words,
    };
}

result<store::store_key, std::string> key_in_file(const std::filesystem::path& file) {
    auto text = config::read_file(file, config::placeholder_file_limit);
    if (!text) return fail("cannot read '" + file.string() + "': " + text.error());
    while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
    auto key = store::store_key::of(*text);
    if (!key) return fail("the key in '" + file.string() + "' " + key.error());
    return *key;
}

std::filesystem::path opened_store(const std::filesystem::path& folder_or_file, const std::filesystem::path& folder) {
    const auto stated = stated_store(folder_or_file);
    auto where = folder.empty() ? stated.folder : folder;
    store::use_key(where, stated.key);
    store::check_key(where);
    return where;
}

} // namespace vagus::app
