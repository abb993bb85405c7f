#include "engine/runtime/rename.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

namespace vagus::runtime {

// File systems that cannot rename so are asked first: nobody but us writes there under our names.
int rename_to_free(int from, const std::string& name, int to, const std::string& as) {
    if (::renameat2(from, name.c_str(), to, as.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return -1;
    struct stat about{};
    if (::fstatat(to, as.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return -1;
    }
    return ::renameat(from, name.c_str(), to, as.c_str());
}

} // namespace vagus::runtime
