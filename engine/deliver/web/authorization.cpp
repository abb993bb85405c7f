#include "engine/deliver/web/authorization.hpp"

#include "engine/deliver/web/assertion.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <utility>

namespace vagus::deliver {
namespace asio = boost::asio;

authorization::authorization(const login& how, const http_bounds& bounds, https secured, const clock& time,
                             asio::io_context& context)
    : how_{how}
    , clock_{time}
    , fetched_{context} {
    if (how_.basic) field_ = basic_authorization(how_.basic->user, how_.basic->password);
    if (!how_.bearer.empty()) field_ = "Bearer " + how_.bearer;
    if (!how_.oauth2) return;
    secured.terms.name.clear(); // it is another host's
    server_.emplace(how_.oauth2->token_url.server, bounds, std::move(secured), context);
}

asio::awaitable<result<std::string, http_failure>> authorization::field() {
    if (!server_) co_return field_;
    while (fetching_) co_await fetched_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (stopping_) co_return fail(http_failure{http_failure::kind::stopped, {}});
    if (!field_.empty() && clock_.steady() < until_) co_return field_;
    fetching_ = true;
    fetched_.expires_at(std::chrono::steady_clock::time_point::max());
    auto made = co_await fetch();
    fetching_ = false;
    fetched_.cancel();
    co_return made;
}

asio::awaitable<result<std::string, http_failure>> authorization::fetch() {
    field_.clear();
    const auto server = "no token from " + to_text(how_.oauth2->token_url.server) + ": ";
    auto asked = request();
    if (!asked) co_return fail(http_failure{http_failure::kind::connection, server + asked.error()});
    auto came = co_await server_->exchange(std::move(*asked));
    if (stopping_) co_return fail(http_failure{http_failure::kind::stopped, {}});
    // Whatever is wrong with it, it is nothing that the message in hand did.
    if (!came) co_return fail(http_failure{http_failure::kind::connection, server + came.error().words});
    auto token = read_token(came->status, came->body);
    if (!token) co_return fail(http_failure{http_failure::kind::connection, server + token.error()});
    field_ = "Bearer " + token->text;
    until_ = clock_.steady() + token->usable;
    co_return field_;
}

result<http_request, std::string> authorization::request() {
    const auto& client = *how_.oauth2;
    std::string who;
    if (!client.private_key.empty()) {
        const auto where = to_text(client.token_url.server) + client.token_url.target;
        const auto id = to_string(ids_());
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds{clock_.wall()});
        auto made = signed_by(client.private_key, {client.client_id, where, client.key_id, id, now});
        if (!made) return fail(std::move(made.error()));
        who = std::move(*made);
    }
    body_ = token_request(client, who);
    http_request made{.method = "POST",
                      .target = client.token_url.target,
                      .fields = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}},
                      .body = body_};
    if (who.empty() && client.secret_in == oauth2_client::place::header)
        made.fields.push_back({"Authorization", basic_authorization(percent_encoded(client.client_id),
                                                                    percent_encoded(client.client_secret))});
    return made;
}

bool authorization::refused(const std::string& value) {
    if (!server_) return false;
    if (value == field_) field_.clear(); // another lane may have a newer one already
    return true;
}

void authorization::stop() {
    stopping_ = true;
    if (server_) server_->cut();
}

} // namespace vagus::deliver
