#include "config/side_files.hpp"

#include "config/include.hpp"

namespace vagus::config {

const node* side_files::read(const node& name, bool also_a_list) {
    const auto whole_name = from_its_package(name);
    if (const auto known = read_.find(whole_name.text); known != read_.end()) return &known->second;
    if (!allowed(name)) return nullptr;
    auto root = read_map(whole_, whole_name, folder_ / whole_name.text, also_a_list);
    if (!root) return nullptr;
    return &read_.emplace(whole_name.text, std::move(*root)).first->second;
}

std::optional<std::size_t> side_files::read_text(const node& name, std::size_t most, const charset::charset& of) {
    if (!allowed(name)) return std::nullopt;
    const auto whole_name = from_its_package(name);
    return config::read_text(whole_, whole_name, folder_ / whole_name.text, most, of);
}

node side_files::from_its_package(node name) const {
    const auto package = whole_.package_of(name.at.file);
    if (!package.empty()) name.text = std::string{package} + "/" + name.text;
    return name;
}

bool side_files::allowed(const node& name) {
    if (!stays_inside(name.text)) {
        whole_.found.error(name, "VG0013", "'" + name.text + "' leaves the configuration's folder",
                           "name a file below it, such as profiles/site.yaml");
        return false;
    }
    if (whole_.files.size() < files_limit) return true;
    whole_.found.error(name, "VG0014", "a configuration has at most " + std::to_string(files_limit) + " files");
    return false;
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
