#include "engine/app/provider_keys.hpp"

#include "engine/access/limits.hpp"
#include "engine/app/events.hpp"
#include "engine/deliver/web/http_client.hpp"
#include "engine/runtime/pause.hpp"

#include <boost/json/parse.hpp>

#include <fstream>
#include <iterator>
#include <utility>

namespace vagus::app {
namespace asio = boost::asio;
namespace json = boost::json;
using text_result = result<std::string, std::string>;

namespace {

// Source: OpenID Connect Discovery 1.0, section 4.
std::string discovery_of(std::string issuer) {
    if (issuer.ends_with('/')) issuer.pop_back();
    return issuer + "/.well-known/openid-configuration";
}

bool is_url(const std::string& text) {
    return text.starts_with("https://") || text.starts_with("http://");
}

text_result keys_url_in(const std::string& discovery) {
    boost::system::error_code broken;
    const auto read = json::parse(discovery, broken);
    const auto* url = broken || !read.is_object() ? nullptr : read.get_object().if_contains("jwks_uri");
    if (url == nullptr || !url->is_string()) return fail(std::string{"its discovery document names no jwks_uri"});
    return std::string{url->get_string()};
}

} // namespace

provider_keys::provider_keys(const oidc_site& from, std::filesystem::path folder, asio::io_context& home,
                             const tls::profiles& certificates, reporter& report)
    : from_{from}
    , folder_{std::move(folder)}
    , certificates_{certificates}
    , report_{report}
    , tasks_{home, report}
    , timer_{home} {}

void provider_keys::start() {
    tasks_.spawn("provider keys", run());
}

void provider_keys::stop(std::function<void()> then) {
    stopping_ = true;
    timer_.cancel();
    if (asked_ != nullptr) asked_->cut();
    tasks_.when_empty(std::move(then));
}

asio::awaitable<void> provider_keys::run() {
    while (!stopping_) { // a look at the provider a turn
        const auto had = co_await text();
        auto read = had ? access::read_key_set(*had) : result<access::key_set, std::string>{fail(had.error())};
        if (read)
            keys_ = std::move(*read);
        else if (!stopping_)
            report_(provider_keys_missing{from_.issuer, read.error(), static_cast<std::int64_t>(keys_.size())});
        const bool good = read.has_value();
        if (!stopping_)
            co_await runtime::pause(timer_, good ? std::chrono::seconds{keys_again_after} : keys_retry_after);
    }
}

asio::awaitable<text_result> provider_keys::text() {
    if (!from_.keys.empty() && !is_url(from_.keys)) co_return read_file();
    auto url = from_.keys;
    if (url.empty()) {
        const auto discovery = co_await fetch(discovery_of(from_.issuer));
        if (!discovery) co_return fail(discovery.error());
        auto named = keys_url_in(*discovery);
        if (!named) co_return fail(named.error());
        url = std::move(*named);
    }
    co_return co_await fetch(std::move(url));
}

asio::awaitable<text_result> provider_keys::fetch(std::string url) {
    const auto where = deliver::parse_web_address(url);
    if (!where) co_return fail("the address of its keys: " + where.error());
    // A discovery document may not lead to where nobody is proved to be: the same rule as for what is written.
    const bool proved = where->server.tls || url.starts_with(from_.issuer.substr(0, from_.issuer.find('/', 8)));
    if (!proved) co_return fail(std::string{"its keys are not served over TLS"});
    deliver::http_bounds bounds;
    bounds.answer_timeout = std::chrono::seconds{10};
    bounds.max_answer = access::key_set_bytes;
    deliver::http_client client{where->server, bounds, {certificates_, {}}, tasks_.context()};
    if (stopping_) client.cut();
    asked_ = &client;
    const struct leave {
        deliver::http_client*& asked;
        ~leave() { asked = nullptr; }
    } on_end{asked_};
    deliver::http_request asked; // a list in the call below is more than g++ 12 takes in a coroutine
    asked.method = "GET";
    asked.target = where->target;
    asked.fields.push_back({"Accept", "application/json"});
    auto came = co_await client.exchange(std::move(asked));
    if (!came) co_return fail(came.error().words);
    if (came->status != 200) co_return fail("it answered " + std::to_string(came->status));
    co_return std::move(came->body);
}

text_result provider_keys::read_file() const {
    std::ifstream file{folder_ / from_.keys, std::ios::binary};
    if (!file) return fail("the file " + (folder_ / from_.keys).string() + " cannot be read");
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    return text;
}

} // namespace vagus::app
