#include "engine/app/first_login.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vagus::app {

result<std::filesystem::path, std::string> keep_first_login(const std::filesystem::path& folder,
                                                            const std::string& token) {
    auto path = folder / first_login_file;
    forget_first_login(folder); // one of an earlier start would keep its permissions
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    const auto text = token + "\n";
    const bool written = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const int failed = errno;
    if (file >= 0) ::close(file);
    if (!written)
        return fail("cannot write the token of the first login into " + path.string() + ": " +
                    std::generic_category().message(failed));
    return path;
}

void forget_first_login(const std::filesystem::path& folder) {
    std::error_code ignored; // absent is fine
    std::filesystem::remove(folder / first_login_file, ignored);
}

} // namespace vagus::app
