#include "engine/runtime/replace_file.hpp"

#include "engine/runtime/descriptor.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace vagus::runtime {
namespace {

bool write_all(int to, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(to, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool written_beside(const std::filesystem::path& beside, std::string_view text) {
    const descriptor file{::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    return file.get() >= 0 && write_all(file.get(), text) && ::fdatasync(file.get()) == 0;
}

bool synced(const std::filesystem::path& folder) {
    const descriptor open{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    return open.get() >= 0 && ::fsync(open.get()) == 0;
}

} // namespace

result<void, std::string> replace_file(const std::filesystem::path& file, std::string_view text) {
    auto beside = file;
    beside += ".new";
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
    if (written_beside(beside, text) && std::rename(beside.c_str(), file.c_str()) == 0 && synced(folder)) return {};
    return fail("cannot write " + file.string() + ": " + std::generic_category().message(errno));
}

} // namespace vagus::runtime
