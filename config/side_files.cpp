#include "config/side_files.hpp"

#include "config/include.hpp"
#include "config/revision.hpp"

namespace vagus::config {

const node* side_files::read(const node& name) {
    if (const auto known = read_.find(name.text); known != read_.end()) return &known->second;
    if (!stays_inside(name.text)) {
        whole_.found.error(name, "VG0013", "'" + name.text + "' leaves the configuration's folder",
                           "name a file below it, such as profiles/site.yaml");
        return nullptr;
    }
    if (whole_.files.size() >= files_limit) {
        whole_.found.error(name, "VG0014", "a configuration has at most " + std::to_string(files_limit) + " files");
        return nullptr;
    }
    auto map = read_map(whole_, name, folder_ / name.text);
    if (!map) return nullptr;
    whole_.revision = revision_of(whole_.files);
    return &read_.emplace(name.text, std::move(*map)).first->second;
}

const node* map_here_or_in_file(const node& value, reading& context, std::string_view words) {
    if (value.kind == node::shape::map) return &value;
    if (!is_scalar(value, context, words)) return nullptr;
    if (context.files != nullptr) return context.files->read(value);
    context.found.error(value, "VG0010", "no file can be read here", "write what it holds in its place");
    return nullptr;
}

boost::json::value or_file_schema(boost::json::value inner) {
    return {{"anyOf", {text_schema("the name of a file"), std::move(inner)}}};
}

} // namespace vagus::config
