#include "engine/deliver/file/batch_file.hpp"

#include "base/result.hpp"
#include "engine/runtime/descriptor.hpp"
#include "parsers/hl7/batch.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
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

// Empty: it is none of ours, or the receiver has just taken it away.
result<std::string, std::error_code> text_of(const fs::path& file) {
    const auto trouble = []() -> result<std::string, std::error_code> {
        if (errno == ENOENT) return std::string{};
        return fail(std::error_code{errno, std::system_category()});
    };
    struct stat about{};
    if (::stat(file.c_str(), &about) != 0) return trouble();
    if (!S_ISREG(about.st_mode) || std::cmp_greater(about.st_size, longest_file)) return std::string{};
    const runtime::descriptor in{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!in) return trouble();
    std::string text;
    std::string part(64U << 10U, '\0');
    while (text.size() <= longest_file) { // each round reads something or ends
        const auto got = ::read(in.get(), part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return trouble();
        if (got == 0) return text;
        text.append(part, 0, static_cast<std::size_t>(got));
    }
    return std::string{};
}

// Where messages stand, by their bytes.
class shelf {
  public:
    explicit shelf(const batch_file& made) {
        for (const auto& each : made.messages) names_.emplace(without_end(*each), std::string{});
        std::error_code wrong;
        fs::directory_iterator entry{made.folder, wrong};
        for (std::size_t looked = 0; !wrong && entry != fs::directory_iterator{}; entry.increment(wrong)) {
            const auto name = entry->path().filename().string();
            if (!name.starts_with(made.prefix) || !name.ends_with(made.ending)) continue;
            if (++looked > files_looked_at) return;
            if (!look_into(entry->path(), name)) return;
        }
        if (wrong) trouble_ = wrong.message();
    }
    // Why it is not known where they stand; empty: it is.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }
    [[nodiscard]] const std::string& of(std::string_view message) const {
        return names_.find(without_end(message))->second;
    }

  private:
    bool look_into(const fs::path& file, const std::string& name) {
        const auto text = text_of(file);
        if (!text) {
            trouble_ = "it is not known which messages " + name + " has already, since it cannot be read (" +
                       text.error().message() + "): make it readable, or move it away";
            return false;
        }
        const auto read = hl7::read_batch(*text);
        if (!read) return true; // none of ours
        for (const auto& each : read->messages)
            if (const auto known = names_.find(without_end(each)); known != names_.end()) known->second = name;
        return true;
    }

    std::map<std::string_view, std::string> names_; // by views into the messages
    std::string trouble_;
};

} // namespace

batch_written write(const batch_file& made) {
    batch_written done;
    done.where.resize(made.messages.size());
    if (made.may_be_there) {
        const shelf there{made};
        if (!there.trouble().empty()) {
            done.what = {put_result::kind::failed, there.trouble()};
            return done;
        }
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
