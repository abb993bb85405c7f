// HTTP/1.1 from a server's side, as bytes: a request read from pieces of any size, an answer written. No I/O.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace vagus::peers {

struct web_request {
    std::string method;
    std::string target;
    std::string body; // unpacked
    bool keep_alive = false;
};

// One request after another on a connection.
class request_reader {
  public:
    explicit request_reader(std::size_t most); // bytes of a body
    ~request_reader();
    request_reader(const request_reader&) = delete;
    request_reader& operator=(const request_reader&) = delete;

    // True: a request is whole. The error says why these bytes are none.
    [[nodiscard]] result<bool, std::string> put(std::string_view bytes);
    // The client waits for a word before it sends the body (`Expect: 100-continue`). True once a request.
    [[nodiscard]] bool wants_word();
    // Once it is whole; what came behind it is kept for the next.
    [[nodiscard]] result<web_request, std::string> take();

  private:
    struct parser;
    void restart();

    std::size_t most_;
    std::unique_ptr<parser> parser_;
    std::string held_;
    bool word_given_ = false;
};

struct web_answer {
    std::uint32_t status = 200;
    std::string body;
    std::string fields; // further lines, each with its end
    std::string type = "application/fhir+json;charset=utf-8";
};
[[nodiscard]] std::string to_bytes(const web_answer& answer, bool keep_alive);

} // namespace vagus::peers
