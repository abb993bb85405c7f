#include "engine/app/peers/web_request.hpp"

#include "base/limits.hpp"
#include "engine/deliver/web/gzip.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

#include <fmt/format.h>

#include <utility>

namespace vagus::peers {
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::uint32_t longest_head = 64 * limits::KiB;

} // namespace

struct request_reader::parser {
    http::request_parser<http::string_body> read;
};

request_reader::request_reader(std::size_t most)
    : most_{most} {
    restart();
}

request_reader::~request_reader() = default;

void request_reader::restart() {
    parser_ = std::make_unique<parser>();
    parser_->read.header_limit(longest_head);
    parser_->read.body_limit(most_);
    parser_->read.eager(true);
    word_given_ = false;
}

result<bool, std::string> request_reader::put(std::string_view bytes) {
    held_.append(bytes);
    while (!parser_->read.is_done() && !held_.empty()) { // every round consumes bytes, or ends
        error_code failed;
        const auto used = parser_->read.put(boost::asio::buffer(held_), failed);
        held_.erase(0, used);
        if (failed && failed != http::error::need_more) return fail(failed.message());
        if (failed || used == 0) break;
    }
    return parser_->read.is_done();
}

bool request_reader::wants_word() {
    if (word_given_ || !parser_->read.is_header_done() || parser_->read.is_done()) return false;
    word_given_ = parser_->read.get()[http::field::expect] == "100-continue";
    return word_given_;
}

result<web_request, std::string> request_reader::take() {
    auto message = parser_->read.release();
    restart();
    web_request made;
    made.method = std::string{message.method_string()};
    made.target = std::string{message.target()};
    made.keep_alive = message.keep_alive();
    made.body = std::move(message.body());
    if (message[http::field::content_encoding] != "gzip") return made;
    auto body = deliver::gunzipped(made.body, most_);
    if (!body) return fail(std::move(body.error()));
    made.body = std::move(*body);
    return made;
}

std::string to_bytes(const web_answer& answer, bool keep_alive) {
    const auto words = http::obsolete_reason(http::int_to_status(answer.status));
    return fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}{}\r\n{}", answer.status,
                       std::string_view{words.data(), words.size()}, answer.type, answer.body.size(), answer.fields,
                       keep_alive ? "" : "Connection: close\r\n", answer.body);
}

} // namespace vagus::peers
