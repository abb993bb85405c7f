// A profile's files, read and checked: what a handshake works with. Never changes; renewed files make a new one, and
// connections keep theirs.
#pragma once

#include "base/clock.hpp"
#include "engine/runtime/tls/terms.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct ssl_ctx_st; // OpenSSL's SSL_CTX, so that its headers stay inside this folder

namespace vagus::tls {

class certificates {
  public:
    explicit certificates(ssl_ctx_st* context);
    ~certificates();
    certificates(const certificates&) = delete;
    certificates& operator=(const certificates&) = delete;

    [[nodiscard]] ssl_ctx_st* context() const { return context_; }

    std::string names; // of our certificate; "" without one
    wall_us begins = 0;
    wall_us ends = 0; // of whichever of our chain ends first

  private:
    ssl_ctx_st* context_;
};

// What is wrong with a file. A date is no reason not to load it: the peer judges that.
struct flaw {
    enum class kind : std::uint8_t { unusable, mismatch, date };
    std::string_view field; // "cert", "key", "ca"
    kind what = kind::unusable;
    std::string words;
    std::string fix;
};

struct loaded {
    std::shared_ptr<const certificates> made; // null after a flaw that is not a date
    std::vector<flaw> flaws;
};

inline constexpr std::size_t pem_file_limit = std::size_t{1} << 20U;
// How long before its end a certificate is warned about.
inline constexpr std::int64_t soon_days = 14;

// Relative paths start at `folder`.
[[nodiscard]] loaded load(const profile& written, const std::filesystem::path& folder, wall_us now);
// True for PEM text where a path could stand.
[[nodiscard]] bool is_pem(std::string_view value);

} // namespace vagus::tls
