#include "engine/deliver/file/batch_file.hpp"

#include "parsers/hl7/batch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

namespace vagus::deliver::file {
namespace fs = std::filesystem;

namespace {

// Files of a slot that are looked into, and how long one may be: those that are written here are shorter.
constexpr std::size_t files_looked_at = 1000;
constexpr std::uintmax_t longest_file = std::uintmax_t{512} << 20U;

std::string_view without_end(std::string_view message) {
    while (message.ends_with('\r') || message.ends_with('\n')) message.remove_suffix(1);
    return message;
}

std::string text_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// Where messages stand, by their bytes.
class shelf {
  public:
    explicit shelf(const batch_file& made) {
        for (const auto& each : made.messages) names_.emplace(without_end(*each), std::string{});
        std::error_code wrong; // a folder that cannot be read cannot be written to either, and that is said then
        fs::directory_iterator entry{made.folder, wrong};
        for (std::size_t looked = 0; !wrong && entry != fs::directory_iterator{}; entry.increment(wrong)) {
            const auto name = entry->path().filename().string();
            if (!name.starts_with(made.prefix) || !name.ends_with(made.ending) || !can_be_ours(*entry)) continue;
            if (++looked > files_looked_at) return;
            look_into(entry->path(), name);
        }
    }
    [[nodiscard]] const std::string& of(std::string_view message) const {
        return names_.find(without_end(message))->second;
    }

  private:
    static bool can_be_ours(const fs::directory_entry& file) {
        std::error_code gone;
        return file.is_regular_file(gone) && file.file_size(gone) <= longest_file; // gone: the largest number
    }
    void look_into(const fs::path& file, const std::string& name) {
        const auto text = text_of(file);
        const auto read = hl7::read_batch(text);
        if (!read) return; // none of ours
        for (const auto& each : read->messages)
            if (const auto known = names_.find(without_end(each)); known != names_.end()) known->second = name;
    }

    std::map<std::string_view, std::string> names_; // by views into the messages
};

} // namespace

batch_written write(const batch_file& made) {
    batch_written done;
    done.where.resize(made.messages.size());
    if (made.may_be_there) {
        const shelf there{made};
        for (std::size_t i = 0; i < made.messages.size(); ++i) done.where[i] = there.of(*made.messages[i]);
    }
    std::vector<std::string_view> left;
    for (std::size_t i = 0; i < made.messages.size(); ++i)
        if (done.where[i].empty()) left.push_back(*made.messages[i]);
    if (left.empty()) {
        done.what = {put_result::kind::same, {}};
        return done;
    }
    done.name = made.prefix + made.id + made.ending;
    done.what = put(
        made.folder, done.name,
        hl7::batch_of(left, {.created = made.created, .name = done.name, .control = made.id, .in_file = made.in_file}),
        false);
    return done;
}

} // namespace vagus::deliver::file
