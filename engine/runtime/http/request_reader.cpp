#include "engine/runtime/http/request_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <utility>

namespace vagus::http {
namespace beast = boost::beast::http;
using boost::system::error_code;

namespace {

// Whether the body may end elsewhere for whoever stands between the client and us: then a second request could hide in
// it. RFC 9112, section 6.1; of the codings only `chunked` is known.
bool ambiguous(const beast::request<beast::string_body>& message) {
    const auto codings = message.count(beast::field::transfer_encoding);
    if (codings == 0) return false;
    return codings > 1 || message.version() < 11 || message.count(beast::field::content_length) > 0 ||
           !boost::beast::iequals(message[beast::field::transfer_encoding], "chunked");
}

} // namespace

struct request_reader::parser {
    beast::request_parser<beast::string_body> read;
};

request_reader::request_reader(terms how)
    : how_{std::move(how)} {
    restart();
}

request_reader::~request_reader() = default;

bad_request request_reader::bad(const error_code& failed) const {
    if (failed == beast::error::body_limit) return {413, std::string{how_.too_long}};
    if (failed == beast::error::header_limit) return {431, "the head of the request is longer than 16 KiB"};
    return {400, "this is no HTTP/1.1 request: " + failed.message()};
}

void request_reader::restart() {
    parser_ = std::make_unique<parser>();
    parser_->read.header_limit(longest_head);
    parser_->read.body_limit(how_.longest_body);
    head_ = 0;
}

std::optional<bad_request> request_reader::parse(bool through_body) {
    auto& read = parser_->read;
    read.eager(through_body);
    while (!held_.empty() && !(through_body ? read.is_done() : read.is_header_done())) { // consumes bytes, or ends
        error_code failed;
        const auto used = read.put(boost::asio::buffer(held_), failed);
        held_.erase(0, used);
        if (!through_body) head_ += used;
        if (failed == beast::error::need_more) break;
        if (failed) return bad(failed);
        if (used == 0) break;
    }
    // Of a body that has begun only the head of a chunk, and what follows the last, wait for their end here.
    if (through_body && !read.is_done() && held_.size() > longest_head)
        return bad_request{431, "the head of a chunk, or what follows the last, is longer than 16 KiB"};
    return std::nullopt;
}

result<std::optional<request_head>, bad_request> request_reader::head() {
    if (auto wrong = parse(false)) return fail(std::move(*wrong));
    const bool whole = parser_->read.is_header_done();
    if (head_ + (whole ? 0 : held_.size()) > longest_head) return fail(bad(beast::error::header_limit));
    if (!whole) return std::nullopt;
    const auto& message = parser_->read.get();
    if (ambiguous(message))
        return fail(bad_request{400, "where the body ends is said by one Content-Length, or by one "
                                     "Transfer-Encoding that is `chunked`"});
    request_head made;
    made.method = std::string{message.method_string()};
    const auto asks = message.target().find('?');
    made.path = std::string{message.target().substr(0, asks)};
    if (asks != std::string_view::npos) made.query = std::string{message.target().substr(asks + 1)};
    for (const auto name : how_.keep)
        if (const auto found = message.find(name); found != message.end())
            made.fields.emplace(name, std::string{found->value()});
    made.content_type = std::string{message[beast::field::content_type]};
    made.authorization = std::string{message[beast::field::authorization]};
    made.packed = message.find(beast::field::content_encoding) != message.end();
    made.keep_alive = parser_->read.keep_alive();
    made.sized = parser_->read.chunked() || parser_->read.content_length().has_value();
    made.announced = parser_->read.content_length().value_or(0);
    const auto expects = message[beast::field::expect];
    made.waits = boost::beast::iequals(expects, "100-continue");
    if (!expects.empty() && !made.waits) return fail(bad_request{417, "only Expect: 100-continue is known"});
    return made;
}

result<std::optional<std::string>, bad_request> request_reader::body() {
    if (auto wrong = parse(true)) return fail(std::move(*wrong));
    if (!parser_->read.is_done()) return std::nullopt;
    auto whole = std::move(parser_->read.get().body());
    restart();
    return whole;
}

bool request_reader::begun() const {
    return !held_.empty() || parser_->read.got_some();
}

std::size_t request_reader::held() const {
    return held_.size() + parser_->read.get().body().size();
}

} // namespace vagus::http
