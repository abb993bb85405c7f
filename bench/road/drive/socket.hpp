// Loopback sockets that never block, and what has come in on one of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace road {

// Owns a descriptor.
class socket {
  public:
    socket() = default;
    explicit socket(int fd)
        : fd_{fd} {}
    socket(socket&& other) noexcept
        : fd_{std::exchange(other.fd_, -1)} {}
    socket& operator=(socket&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~socket();

    [[nodiscard]] int fd() const { return fd_; }
    // False when the peer is gone or does not take it all: frames here fit any socket buffer, so a short write is a
    // fault.
    [[nodiscard]] bool write(std::string_view bytes) const;

  private:
    int fd_ = -1;
};

// These throw std::runtime_error with what was tried.
[[nodiscard]] socket connect_to(std::uint16_t port);
[[nodiscard]] socket listen_on(std::uint16_t port);
// Invalid (fd() < 0) when nobody waits.
[[nodiscard]] socket accept_from(const socket& door);

// Bytes that arrived and are not yet a whole frame.
class inbox {
  public:
    // Reads once; false when the connection ended.
    [[nodiscard]] bool read(const socket& from);
    // The next whole frame, or empty; valid until the next read().
    [[nodiscard]] std::string_view next();

  private:
    std::string bytes_;
    std::size_t taken_ = 0;
};

} // namespace road
