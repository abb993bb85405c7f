// What the store asks its disk about room: the seam for tests that fill one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace vagus::store {

// Thread rule: any thread.
class disk {
  public:
    virtual ~disk() = default;
    // Bytes that this user can still write there; nothing: the system does not say.
    [[nodiscard]] virtual std::optional<std::uint64_t> free_bytes(const std::filesystem::path& folder) = 0;
    [[nodiscard]] virtual bool read_only(const std::filesystem::path& folder) = 0;
    // Makes `file` hold `bytes` of the disk, whatever is in it. False, and no file, when there is no room.
    [[nodiscard]] virtual bool reserve(const std::filesystem::path& file, std::uint64_t bytes) = 0;
    // Gives them back. False: there was nothing to give.
    virtual bool release(const std::filesystem::path& file) = 0;
};

[[nodiscard]] disk& system_disk();

} // namespace vagus::store
