// HTTP/1.1 from a server's side: requests read from pieces of any size, the head before the body, so that whoever may
// not send one is told before it is sent. No I/O. Source: RFC 9112.
#pragma once

#include "base/limits.hpp"
#include "base/result.hpp"

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::http {

// Of a request, of a chunk, and of what follows the last chunk.
inline constexpr std::uint32_t longest_head = 16 * limits::KiB;

struct request_head {
    std::string method;
    std::string path;  // as it was sent, without what is asked behind '?'
    std::string query; // what stands behind '?', as it was sent
    std::string content_type;
    std::string authorization;
    std::map<std::string, std::string>
        fields{};                // the others that the reader was told to keep, by their names in small letters
    bool packed = false;         // with a Content-Encoding
    bool waits = false;          // for a word before it sends the body (`Expect: 100-continue`)
    bool keep_alive = false;     // the connection may be used again
    bool sized = false;          // it says where its body ends: by a length, or by chunks
    std::uint64_t announced = 0; // bytes of the body, where it says so
};

// Why bytes are no request, or one that is not read: the status that says so, and words without anything of it.
struct bad_request {
    std::uint32_t status = 400;
    std::string words;
};

class request_reader {
  public:
    struct terms {
        std::size_t longest_body = 0;
        std::string_view too_long;               // the words for a longer one; static
        std::vector<std::string_view> keep = {}; // further fields of the head, in small letters; static
    };
    explicit request_reader(terms how);
    ~request_reader();
    request_reader(const request_reader&) = delete;
    request_reader& operator=(const request_reader&) = delete;

    void put(std::string_view bytes) { held_.append(bytes); }
    // As far as what came goes. Nothing: more is needed.
    [[nodiscard]] result<std::optional<request_head>, bad_request> head();
    // After its head. Then the next request is read: what came behind is kept for it.
    [[nodiscard]] result<std::optional<std::string>, bad_request> body();

    [[nodiscard]] bool begun() const;       // something of a request has come
    [[nodiscard]] std::size_t held() const; // bytes in memory

  private:
    struct parser;
    void restart();
    [[nodiscard]] std::optional<bad_request> parse(bool through_body);

    [[nodiscard]] bad_request bad(const boost::system::error_code& failed) const;

    terms how_;
    std::unique_ptr<parser> parser_;
    std::string held_;
    std::size_t head_ = 0; // bytes of the head that the parser has
};

} // namespace vagus::http
