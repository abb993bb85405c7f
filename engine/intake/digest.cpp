#include "engine/intake/digest.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

namespace vagus::intake {
namespace {

struct context_free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// One context a thread: fetching the algorithm costs more than hashing a kilobyte.
class sha256 {
  public:
    using value = std::array<std::uint8_t, 32>;

    sha256() {
        if (!context_) throw std::bad_alloc{};
        check(EVP_DigestInit_ex2(context_.get(), EVP_sha256(), nullptr));
    }
    void add(std::string_view bytes) { check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size())); }
    value finish() {
        value out{};
        check(EVP_DigestFinal_ex(context_.get(), out.data(), nullptr));
        check(EVP_DigestInit_ex2(context_.get(), nullptr, nullptr)); // ready for the next
        return out;
    }

  private:
    // SHA-256 in memory fails only when the library itself is broken; going on would make every message a duplicate.
    static void check(int ok) {
        if (ok != 1) throw std::bad_alloc{};
    }
    std::unique_ptr<EVP_MD_CTX, context_free> context_{EVP_MD_CTX_new()};
};

sha256& hasher() {
    thread_local sha256 instance;
    return instance;
}

} // namespace

std::array<std::uint8_t, 16> digest_of(std::string_view bytes) {
    auto& hash = hasher();
    hash.add(bytes);
    auto whole = hash.finish();
    std::array<std::uint8_t, 16> out{};
    std::copy_n(whole.begin(), out.size(), out.begin());
    return out;
}

std::uint64_t hash_of(std::span<const std::string_view> parts) {
    auto& hash = hasher();
    for (auto part : parts) {
        std::uint64_t size = part.size();
        char head[sizeof size];
        std::memcpy(head, &size, sizeof size); // little-endian machines only; the store is not moved to others
        hash.add({head, sizeof head});
        hash.add(part);
    }
    auto whole = hash.finish();
    std::uint64_t out = 0;
    std::memcpy(&out, whole.data(), sizeof out);
    return out;
}

} // namespace vagus::intake
