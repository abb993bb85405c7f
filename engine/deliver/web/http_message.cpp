#include "engine/deliver/web/http_message.hpp"

#include "base/limits.hpp"
#include "engine/deliver/web/gzip.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace vagus::deliver {
namespace http = boost::beast::http;
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::uint32_t longest_head = 64 * limits::KiB;
constexpr unsigned most_interim = 8; // 1xx answers before the one that counts

bool same_letters(std::string_view a, std::string_view b) {
    const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    return std::ranges::equal(a, b, {}, low, low);
}

void add(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ");
    for (const char c : value) head += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    head += "\r\n";
}

std::string words_for(const error_code& failed) {
    if (failed == http::error::body_limit) return "the answer is longer than max_answer";
    if (failed == http::error::header_limit) return "the head of the answer is longer than 64 KiB";
    if (failed == http::error::partial_message) return "the answer ends in the middle";
    return "what came is no HTTP answer: " + failed.message();
}

} // namespace

std::string_view value_of(const http_fields& all, std::string_view name) {
    const auto found = std::ranges::find_if(all, [&](const auto& each) { return same_letters(each.name, name); });
    return found == all.end() ? std::string_view{} : std::string_view{found->value};
}

std::string head_of(const http_request& request, std::string_view host) {
    std::string head = request.method + " " + request.target + " HTTP/1.1\r\n";
    add(head, "Host", host);
    add(head, "User-Agent", "vagus");
    add(head, "Accept-Encoding", "gzip");
    if (!request.body.empty() || request.method != "GET")
        add(head, "Content-Length", std::to_string(request.body.size()));
    for (const auto& each : request.fields) add(head, each.name, each.value);
    return head + "\r\n";
}

bool repeatable(std::string_view method) {
    static constexpr std::array<std::string_view, 5> safe{"GET", "HEAD", "PUT", "DELETE", "OPTIONS"};
    return std::ranges::find(safe, method) != safe.end();
}

struct answer_reader::parser {
    http::response_parser<http::string_body> read;
};

answer_reader::answer_reader(std::size_t most)
    : most_{most} {
    restart();
}

answer_reader::~answer_reader() = default;

void answer_reader::restart() {
    parser_ = std::make_unique<parser>();
    parser_->read.header_limit(longest_head);
    parser_->read.body_limit(most_);
    parser_->read.eager(true);
}

result<bool, std::string> answer_reader::put(std::string_view bytes) {
    begun_ = begun_ || !bytes.empty();
    held_.append(bytes);
    if (parser_->read.is_done()) return true; // what follows was not asked for, and ends the connection
    for (;;) {                                // every round consumes bytes, waits for more, or ends
        error_code failed;
        const auto used = parser_->read.put(asio::buffer(held_), failed);
        held_.erase(0, used);
        if (failed && failed != http::error::need_more) return fail(words_for(failed));
        if (!parser_->read.is_done()) {
            if (failed == http::error::need_more || used == 0 || held_.empty()) return false;
            continue;
        }
        if (parser_->read.get().result_int() >= 200) return true;
        if (++interim_ > most_interim) return fail(std::string{"only interim answers (1xx) came"});
        restart();
        if (held_.empty()) return false;
    }
}

result<void, std::string> answer_reader::ended() {
    error_code failed;
    parser_->read.put_eof(failed);
    if (failed) return fail(words_for(failed));
    if (!parser_->read.is_done()) return fail(words_for(http::error::partial_message));
    return {};
}

result<http_answer, std::string> answer_reader::take() {
    auto message = parser_->read.release();
    http_answer made;
    made.status = message.result_int();
    made.keep_alive = message.keep_alive() && held_.empty();
    for (const auto& each : message)
        made.fields.push_back({std::string{each.name_string()}, std::string{each.value()}});
    made.body = std::move(message.body());
    const auto packed = value_of(made.fields, "Content-Encoding");
    if (packed.empty() || same_letters(packed, "identity") || made.body.empty()) return made;
    if (!same_letters(packed, "gzip") && !same_letters(packed, "x-gzip"))
        return fail(std::string{"the answer is packed in a way that was not asked for"});
    auto body = gunzipped(made.body, most_);
    if (!body) return fail("the answer cannot be unpacked: " + body.error());
    made.body = std::move(*body);
    return made;
}

} // namespace vagus::deliver
