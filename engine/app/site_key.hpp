// `site.store.encrypt_key`: the key of the store, which comes from a file or the environment and is shown nowhere.
#pragma once

#include "base/result.hpp"
#include "config/types.hpp"
#include "engine/store/store_key.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace vagus::app {

[[nodiscard]] config::type<std::optional<store::store_key>> encrypt_key();

// The key in a file, as the configuration would read it; the error is for people.
[[nodiscard]] result<store::store_key, std::string> key_in_file(const std::filesystem::path& file);

// The store of such a configuration, for whoever reads its files: from now on this process has its key. Throws
// store::refusal where the key does not fit. `folder` instead of the configuration's own where it is not empty: a
// backup, which has the key of what it is of.
[[nodiscard]] std::filesystem::path opened_store(const std::filesystem::path& folder_or_file,
                                                 const std::filesystem::path& folder = {});

} // namespace vagus::app
