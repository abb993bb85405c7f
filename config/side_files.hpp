// Files that a value names instead of standing there itself: profiles and the like. Read once each, below the
// configuration's folder, and a part of its revision.
#pragma once

#include "config/load.hpp"
#include "config/types.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace vagus::config {

class side_files {
  public:
    // Files join the tree, and its revision becomes that of all of them. `folder` is where their names begin.
    side_files(tree& whole, std::filesystem::path folder)
        : whole_{whole}
        , folder_{std::move(folder)} {}

    // The map in the file; null after a finding. Valid as long as this is.
    [[nodiscard]] const node* read(const node& name);

  private:
    tree& whole_;
    std::filesystem::path folder_;
    std::map<std::string, node> read_;
};

// What `inner` reads, where it stands or in the file that is named there.
template <class T> [[nodiscard]] type<T> here_or_in_file(type<T> inner);

// The map a value is or names; null after a finding.
[[nodiscard]] const node* map_here_or_in_file(const node& value, reading& context, std::string_view words);
[[nodiscard]] boost::json::value or_file_schema(boost::json::value inner);

template <class T> type<T> here_or_in_file(type<T> inner) {
    auto words = "the name of a file, or " + inner.words;
    return {
        .read =
            [read = inner.read, words](const node& value, reading& context, T& into) {
                const auto* map = map_here_or_in_file(value, context, words);
                return map != nullptr && read(*map, context, into);
            },
        .show = inner.show,
        .schema = [schema = inner.schema](definitions& defs) { return or_file_schema(schema(defs)); },
        .words = words,
    };
}

} // namespace vagus::config
