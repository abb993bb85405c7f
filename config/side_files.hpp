// Files that a value names instead of standing there itself: profiles and the like. Read once each, below the
// configuration's folder, or that of the package that names them, and a part of its revision.
#pragma once

#include "config/load.hpp"
#include "config/types.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace vagus::config {

class side_files {
  public:
    // Files join the tree; whoever reads them makes its revision that of all, once. `folder` is where their names
    // begin.
    side_files(tree& whole, std::filesystem::path folder)
        : whole_{whole}
        , folder_{std::move(folder)} {}

    // The map in the file, or, where `also_a_list`, its list; null after a finding. Valid as long as this is.
    [[nodiscard]] const node* read(const node& name, bool also_a_list = false);
    // A file that is no YAML: its index in `whole.files`, as config::read_text has it; nothing after a finding.
    [[nodiscard]] std::optional<std::size_t> read_text(const node& name, std::size_t most, const charset::charset& of);
    [[nodiscard]] const source_file& file(std::size_t index) const { return whole_.files[index]; }

  private:
    // The name as the configuration's folder has it.
    [[nodiscard]] node from_its_package(node name) const;
    // Whether one more file may have this name, and join the others.
    [[nodiscard]] bool allowed(const node& name);

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
