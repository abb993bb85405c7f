#include "engine/app/past_rules.hpp"

#include "engine/app/kept_files.hpp"

#include <algorithm>
#include <utility>

namespace vagus::app {
namespace {

std::string with_findings(const std::string& what, const configuration& of) {
    return what + " cannot be used:\n" + config::show(of.files.found, of.files.files);
}

std::vector<std::string> remarks_on(const std::vector<config::source_file>& kept, const std::string& name) {
    std::vector<std::string> out;
    if (std::ranges::any_of(kept, [](const auto& each) { return each.text.contains(no_secret_here); }))
        out.push_back(name + " had a secret written in its files, which is not kept: hashes made with one differ");
    return out;
}

} // namespace

result<past_rules, std::string> rules_on_disk(const std::filesystem::path& folder_or_file) {
    auto what = load(folder_or_file);
    if (!what.good()) return fail(with_findings(folder_or_file.string(), what));
    return past_rules{std::move(what), {}};
}

result<past_rules, std::string> rules_of(store::past& then, std::uint32_t revision,
                                         const std::filesystem::path& folder_or_file) {
    const auto known = then.revision(revision);
    if (!known) return fail(std::string{"the store does not know which revision planned it"});
    const auto name = "revision " + known->sha;
    auto on_disk = load(folder_or_file);
    if (on_disk.good() && on_disk.files.revision == known->sha) return past_rules{std::move(on_disk), {}};
    if (known->files.empty())
        return fail(name + " is not kept any more: the files of the newest " + std::to_string(store::history_entries) +
                    " entries of `vagus config history` are");
    auto files = kept_files(known->files);
    if (!files) return fail("the files of " + name + " cannot be read in the store");
    auto remarks = remarks_on(*files, name);
    auto what = check(config::load_kept(std::move(*files), on_disk.folder), on_disk.folder);
    if (!what.good()) return fail(with_findings(name, what));
    return past_rules{std::move(what), std::move(remarks)};
}

} // namespace vagus::app
