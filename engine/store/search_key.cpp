#include "engine/store/search_key.hpp"

#include "engine/store/folder.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <string>
#include <system_error>

namespace vagus::store {
namespace {

class descriptor {
  public:
    descriptor(const std::filesystem::path& file, int flags)
        : number_{::open(file.c_str(), flags | O_CLOEXEC, 0600)} {}
    descriptor(descriptor&&) = delete;
    ~descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int get() const { return number_; }

  private:
    int number_;
};

[[noreturn]] void fail(const std::filesystem::path& file) {
    throw std::system_error{errno, std::generic_category(), file.string()};
}

// Beside it and renamed: half a key would be another one.
void make(const std::filesystem::path& folder, const std::filesystem::path& file) {
    std::array<unsigned char, 32> fresh{};
    if (RAND_bytes(fresh.data(), static_cast<int>(fresh.size())) != 1) throw std::bad_alloc{};
    const auto beside = folder / (std::string{search_key_name} + "-new");
    {
        const descriptor out{beside, O_CREAT | O_TRUNC | O_WRONLY};
        if (out.get() < 0 || ::write(out.get(), fresh.data(), fresh.size()) != std::ssize(fresh) ||
            ::fsync(out.get()) != 0)
            fail(beside);
    }
    std::filesystem::rename(beside, file);
    sync_folder(folder);
}

std::string as_compared(std::string_view value) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = value.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    std::string out{value.substr(first, value.find_last_not_of(blanks) - first + 1)};
    for (auto& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

} // namespace

search_key search_key::of(const std::filesystem::path& folder) {
    const auto file = folder / search_key_name;
    if (!std::filesystem::exists(file)) make(folder, file);
    search_key key;
    const descriptor in{file, O_RDONLY};
    if (in.get() < 0) fail(file);
    if (::read(in.get(), key.bytes_.data(), key.bytes_.size()) != std::ssize(key.bytes_))
        throw refusal{file.string() + " is no key of 32 bytes: put it back from a backup, or remove it; then what was "
                                      "stored so far is not found by its keys any more."};
    return key;
}

std::int64_t search_key::hash(std::string_view value) const {
    const auto text = as_compared(value);
    std::array<unsigned char, EVP_MAX_MD_SIZE> whole{};
    unsigned size = 0;
    // HMAC in memory fails only when the library itself is broken.
    if (HMAC(EVP_sha256(), bytes_.data(), static_cast<int>(bytes_.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), whole.data(), &size) == nullptr)
        throw std::bad_alloc{};
    std::int64_t cut = 0;
    std::memcpy(&cut, whole.data(), sizeof cut); // little-endian machines only, as control_hash
    return cut;
}

} // namespace vagus::store
