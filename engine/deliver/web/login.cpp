#include "engine/deliver/web/login.hpp"

#include "engine/deliver/web/assertion.hpp"
#include "engine/runtime/authorization.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <utility>

namespace vagus::deliver {
namespace json = boost::json;
using namespace std::chrono_literals;

namespace {

constexpr auto unsaid_life = 5min; // of a token whose server does not say
constexpr auto longest_life = std::chrono::hours{24};
constexpr auto margin = 30s;                     // of its life a token is not used
constexpr std::size_t longest_token = 32 * 1024; // some servers put a whole role catalogue into it

// As application/x-www-form-urlencoded; `.` and `..` are ordinary values there.
std::string form_encoded(std::string_view value) {
    return value == "." || value == ".." ? std::string{value} : percent_encoded(value);
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

// RFC 6749, section 5.2: a word of a short list. Whatever else a server writes may hold what nobody should read in a
// log.
std::string error_code_of(const json::value& body) {
    const auto* error = body.is_object() ? body.get_object().if_contains("error") : nullptr;
    if (error == nullptr || !error->is_string()) return {};
    std::string code{error->get_string()};
    const bool plain =
        code.size() <= 40 && std::ranges::all_of(code, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    return plain ? " (" + code + ")" : std::string{};
}

std::chrono::seconds life_of(const json::object& body) {
    const auto* stated = body.if_contains("expires_in");
    if (stated == nullptr) return unsaid_life;
    boost::system::error_code unknown;
    const auto seconds = stated->to_number<std::int64_t>(unknown);
    if (unknown || seconds <= 0) return unsaid_life;
    return std::min<std::chrono::seconds>(std::chrono::seconds{seconds}, longest_life);
}

const config::fields<basic_login>& basic_fields() {
    static const auto stated =
        config::fields<basic_login>{"basic", "User name and password with every request."}
            .required("user", &basic_login::user, config::text(), "User name.")
            .required("password", &basic_login::password, config::text(), "Password, such as ${file:/run/secrets/x}.");
    return stated;
}

void secret_or_key(const oauth2_client& read, const config::node& map, config::reading& context) {
    if (read.client_secret.empty() == read.private_key.empty()) {
        context.found.error(map.at, "VG1323", "oauth2 has a `client_secret` or a `private_key`",
                            "give one of the two, such as private_key: ${file:/run/secrets/key.pem}");
        return;
    }
    if (read.private_key.empty()) return;
    const auto with = signature_of(read.private_key);
    if (!with)
        context.found.error(map.find("private_key")->value, "VG1328", with.error(),
                            "make one: openssl genrsa 3072, and give the server its public half");
}

void one_way(const login& read, const config::node& map, config::reading& context) {
    const int ways = (read.basic ? 1 : 0) + (read.bearer.empty() ? 0 : 1) + (read.oauth2 ? 1 : 0);
    if (ways == 1) return;
    context.found.error(map.at, "VG1323", "auth is one way to log in: basic, bearer or oauth2",
                        "write `auth: none` for none");
}

} // namespace

const config::fields<oauth2_client>& oauth2_fields() {
    using enum oauth2_client::place;
    static const auto stated =
        config::fields<oauth2_client>{"oauth2",
                                      "OAuth 2.0 client credentials. The token is kept until shortly before it "
                                      "ends, and shared by all lanes of the output."}
            .required("token_url", &oauth2_client::token_url, web_url(), "Where tokens are had.")
            .required("client_id", &oauth2_client::client_id, config::text(), "Our name there.")
            .optional("client_secret", &oauth2_client::client_secret, config::text(),
                      "Our secret, such as ${file:/run/secrets/x}.")
            .optional("private_key", &oauth2_client::private_key, config::text(),
                      "In place of a secret: the key (PEM; RSA, or EC of P-384) by which we sign who we are, as SMART "
                      "Backend Services have it.")
            .optional("key_id", &oauth2_client::key_id, config::text(),
                      "Its name (`kid`), where the server has several.")
            .optional("scopes", &oauth2_client::scopes, config::list(config::text()), "What is asked for.")
            .optional("secret_in", &oauth2_client::secret_in,
                      config::choice<oauth2_client::place>({{"header", header}, {"body", body}}),
                      "Where name and secret stand: `header` is what every server must know.")
            .check(secret_or_key);
    return stated;
}

const config::fields<login>& login_fields() {
    static const auto stated = config::fields<login>{"auth", "How we say who we are: one of these, or `none`."}
                                   .optional("basic", &login::basic, config::maybe(config::object(basic_fields)),
                                             "`{ user: NAME, password: SECRET }`.")
                                   .optional("bearer", &login::bearer, config::text(),
                                             "A token that does not end, such as ${file:/run/secrets/x}.")
                                   .optional("oauth2", &login::oauth2, config::maybe(config::object(oauth2_fields)),
                                             "OAuth 2.0 client credentials.")
                                   .check(one_way);
    return stated;
}

config::type<login> login_type() {
    auto whole = config::object(login_fields);
    return {
        .read =
            [read = whole.read](const config::node& value, config::reading& context, login& into) {
                const bool none = value.kind == config::node::shape::scalar && value.text == "none";
                return none || read(value, context, into);
            },
        .show = [](const login&) { return std::string{"none"}; }, // never what is in it
        .schema = whole.schema,
        .words = "`none`, or one of `basic`, `bearer`, `oauth2` (see below)",
    };
}

std::string basic_authorization(std::string_view user, std::string_view password) {
    return "Basic " + runtime::basic_credentials(user, password);
}

std::string token_request(const oauth2_client& client, std::string_view assertion) {
    std::string body = "grant_type=client_credentials";
    if (!client.scopes.empty()) body += "&scope=" + form_encoded(joined(client.scopes));
    if (!assertion.empty())
        return body +
               "&client_assertion_type=" + form_encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
               "&client_assertion=" + form_encoded(assertion);
    if (client.secret_in == oauth2_client::place::body)
        body += "&client_id=" + form_encoded(client.client_id) + "&client_secret=" + form_encoded(client.client_secret);
    return body;
}

result<access_token, std::string> read_token(std::uint32_t status, std::string_view body) {
    boost::system::error_code broken;
    const auto read = json::parse({body.data(), body.size()}, broken);
    if (status / 100 != 2) return fail("answered " + std::to_string(status) + (broken ? "" : error_code_of(read)));
    const auto* token = broken || !read.is_object() ? nullptr : read.get_object().if_contains("access_token");
    if (token == nullptr || !token->is_string() || token->get_string().empty())
        return fail(std::string{"answered without an access_token"});
    if (token->get_string().size() > longest_token)
        return fail(std::string{"answered with a token longer than 32 KiB"});
    return access_token{std::string{token->get_string()}, usable_for(life_of(read.get_object()))};
}

std::chrono::seconds usable_for(std::chrono::seconds life) {
    return life - std::min<std::chrono::seconds>(margin, life / 10);
}

} // namespace vagus::deliver
