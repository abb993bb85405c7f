#include "engine/deliver/file/put.hpp"

#include "engine/runtime/descriptor.hpp"
#include "engine/runtime/rename.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace vagus::deliver::file {
namespace {

using kind = put_result::kind;
using runtime::descriptor;

constexpr mode_t readable_by_group = 0640; // patient data
constexpr std::size_t longest_name = 240;  // of 255: the name while it is written is longer

put_result failed() {
    const int why = errno;
    return {why == ENAMETOOLONG || why == EILSEQ ? kind::unusable : kind::failed,
            std::error_code{why, std::system_category()}.message()};
}

bool write_all(int to, std::string_view bytes) {
    while (!bytes.empty()) { // each round writes something or ends
        const auto written = ::write(to, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// The same bytes, or something else, whatever that is.
bool holds(int folder, const std::string& name, std::string_view bytes) {
    const descriptor there{::openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    struct stat about{};
    if (!there || ::fstat(there.get(), &about) != 0 || !S_ISREG(about.st_mode)) return false;
    if (static_cast<std::size_t>(about.st_size) != bytes.size()) return false;
    std::string part(64U << 10U, '\0');
    while (!bytes.empty()) { // each round reads something or ends
        const auto got = ::read(there.get(), part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0 || !bytes.starts_with(std::string_view{part}.substr(0, static_cast<std::size_t>(got))))
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(got));
    }
    return true;
}

} // namespace

put_result put(const std::string& folder, const std::string& name, std::string_view bytes, bool overwrite) {
    if (name.empty() || name.starts_with('.') || name.contains('/') || name.contains('\0'))
        return {kind::unusable, "it has a '/', or begins with a dot"};
    if (name.size() > longest_name) return {kind::unusable, "it is longer than 240 bytes"};
    const descriptor home{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!home) return failed();
    const auto part = "." + name + ".part"; // one that a crash left is written anew
    {
        const descriptor out{::openat(home.get(), part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                                      readable_by_group)};
        if (!out) return failed();
        if (!write_all(out.get(), bytes) || ::fsync(out.get()) != 0) {
            auto why = failed();
            ::unlinkat(home.get(), part.c_str(), 0);
            return why;
        }
    }
    const int renamed = overwrite ? ::renameat(home.get(), part.c_str(), home.get(), name.c_str())
                                  : runtime::rename_to_free(home.get(), part, home.get(), name);
    if (renamed != 0) {
        const bool taken = errno == EEXIST;
        auto why = failed();
        ::unlinkat(home.get(), part.c_str(), 0);
        if (!taken) return why;
        if (!holds(home.get(), name, bytes)) return {kind::occupied, {}};
        // The life that wrote it may have ended before the folder was synced.
        return ::fsync(home.get()) == 0 ? put_result{kind::same, {}} : failed();
    }
    return ::fsync(home.get()) == 0 ? put_result{kind::written, {}} : failed();
}

} // namespace vagus::deliver::file
