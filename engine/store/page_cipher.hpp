// AES-256-XTS over the pieces of a database file and of its log, each where it lies: as encryption of disks does it. A
// piece keeps its length and its place, so that what a crash leaves is what it would leave of a plain file.
// Thread rule: one thread at a time.
#pragma once

#include "engine/store/store_key.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

struct evp_cipher_ctx_st;

namespace vagus::store {

// Random, of one file, readable in its first bytes: the same message in two files has nothing in common there.
using file_salt = std::array<unsigned char, 8>;

class page_cipher {
  public:
    enum class in : std::uint8_t { file = 0, log = 1 };

    // Nothing when there is no memory. Nothing here throws: SQLite calls it, which is C.
    [[nodiscard]] static std::optional<page_cipher> of(const store_key& key, const file_salt& salt) noexcept;
    [[nodiscard]] const file_salt& salt() const { return salt_; }

    // A piece of at least 16 bytes; `into` may be `from`. `at`: where it begins. False: the library failed.
    [[nodiscard]] bool seal(in where, std::int64_t at, const void* from, void* into, std::size_t bytes) noexcept;
    [[nodiscard]] bool open(in where, std::int64_t at, const void* from, void* into, std::size_t bytes) noexcept;

  private:
    struct freed {
        void operator()(evp_cipher_ctx_st* context) const;
    };
    using context = std::unique_ptr<evp_cipher_ctx_st, freed>;
    [[nodiscard]] static bool turn(const context& how, in where, std::int64_t at, const void* from, void* into,
                                   std::size_t bytes) noexcept;

    context seals_;
    context opens_;
    file_salt salt_{};
};

// A fresh one. False: the system has no random bytes.
[[nodiscard]] bool make_salt(file_salt& into) noexcept;

} // namespace vagus::store
