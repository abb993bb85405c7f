#include "engine/store/disk.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace vagus::store {
namespace {

class real_disk final : public disk {
  public:
    std::optional<std::uint64_t> free_bytes(const std::filesystem::path& folder) override {
        std::error_code unknown;
        auto space = std::filesystem::space(folder, unknown);
        if (unknown) return std::nullopt;
        return space.available;
    }

    bool read_only(const std::filesystem::path& folder) override {
        return ::access(folder.c_str(), W_OK) != 0 && errno == EROFS;
    }

    bool reserve(const std::filesystem::path& file, std::uint64_t bytes) override {
        int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
        if (made < 0) return false;
        bool held = ::posix_fallocate(made, 0, static_cast<off_t>(bytes)) == 0;
        ::close(made);
        if (!held) release(file);
        return held;
    }

    bool release(const std::filesystem::path& file) override {
        std::error_code gone; // a ballast that cannot be removed gives nothing
        return std::filesystem::remove(file, gone);
    }
};

} // namespace

disk& system_disk() {
    static real_disk only;
    return only;
}

} // namespace vagus::store
