// HTTP/1.1 as bytes: a request written, an answer read from pieces of any size. No I/O. Source: RFC 9112.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::deliver {

struct http_field {
    std::string name;
    std::string value;
};
using http_fields = std::vector<http_field>;
// The first of that name, in any case of letters; empty when there is none.
[[nodiscard]] std::string_view value_of(const http_fields& all, std::string_view name);

struct http_request {
    std::string method;
    std::string target;
    http_fields fields; // besides Host, Content-Length, Accept-Encoding
    std::string_view body;
};
// Up to and including the empty line. Control characters in values become blanks: no value begins a line of its own.
[[nodiscard]] std::string head_of(const http_request& request, std::string_view host);
// Doing it twice is as doing it once: a request that may be repeated when nobody knows what became of it.
[[nodiscard]] bool repeatable(std::string_view method);

struct http_answer {
    std::uint32_t status = 0;
    http_fields fields;
    std::string body;        // unpacked
    bool keep_alive = false; // the connection may be used again
};

// One answer. Interim ones (1xx) are passed over.
class answer_reader {
  public:
    explicit answer_reader(std::size_t most); // bytes of the body, packed or not
    ~answer_reader();
    answer_reader(const answer_reader&) = delete;
    answer_reader& operator=(const answer_reader&) = delete;

    // True: the answer is whole. The error says why these bytes are none.
    [[nodiscard]] result<bool, std::string> put(std::string_view bytes);
    // The peer closed: some answers end with that, others are then cut off.
    [[nodiscard]] result<void, std::string> ended();
    [[nodiscard]] bool begun() const { return begun_; }
    // Once it is whole.
    [[nodiscard]] result<http_answer, std::string> take();

  private:
    struct parser;
    void restart();

    std::size_t most_;
    std::unique_ptr<parser> parser_;
    std::string held_; // what the parser wants to see again with more behind it
    bool begun_ = false;
    unsigned interim_ = 0;
};

} // namespace vagus::deliver
