#include "engine/runtime/kafka/access.hpp"

#include "engine/runtime/tls/certificates.hpp"

namespace vagus::kafka {
namespace {

const std::vector<std::pair<std::string, mechanism>>& mechanisms() {
    static const std::vector<std::pair<std::string, mechanism>> words{{"plain", mechanism::plain},
                                                                      {"scram-sha-256", mechanism::scram_sha_256},
                                                                      {"scram-sha-512", mechanism::scram_sha_512}};
    return words;
}

std::string word_for(mechanism value) {
    for (const auto& [word, meaning] : mechanisms())
        if (meaning == value) return word;
    return {};
}

std::string upper(std::string word) {
    for (auto& c : word)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return word;
}

void check_brokers(const access& what, const config::node& map, config::reading& context) {
    if (!what.brokers.empty()) return;
    context.found.error(map.find("brokers")->value, "VG1301", "there is no broker", "try: brokers: [kafka-1:9092]");
}

void check_security(const access& what, const config::node& map, config::reading& context) {
    if (what.tls && !what.tls->name.empty())
        context.found.error(map.find("tls")->key_at, "VG1304", "brokers are known by the names they are connected to",
                            "leave out `name`; with another name in their certificates, say `verify: ca`");
    if (what.sasl && what.sasl->how == mechanism::plain && !what.tls)
        context.found.add({map.find("sasl")->key_at, 4, config::level::warning, "VG1305",
                           "without `tls` anybody on the way can read the password",
                           "add `tls`, or use one of the scram mechanisms"});
}

std::string protocol_of(const access& what) {
    if (what.sasl) return what.tls ? "sasl_ssl" : "sasl_plaintext";
    return what.tls ? "ssl" : "plaintext";
}

void add_tls(const vagus::tls::output_terms& how, const vagus::tls::profile* files, properties& to) {
    using vagus::tls::verify;
    to.emplace_back("enable.ssl.certificate.verification", how.checks == verify::none ? "false" : "true");
    to.emplace_back("ssl.endpoint.identification.algorithm", how.checks == verify::full ? "https" : "none");
    if (files == nullptr) return;
    auto add = [&to](const std::string& name, const std::string& value) {
        if (!value.empty()) to.emplace_back(name + (vagus::tls::is_pem(value) ? ".pem" : ".location"), value);
    };
    add("ssl.ca", files->ca.value);
    add("ssl.certificate", files->cert.value);
    add("ssl.key", files->key.value);
}

} // namespace

const config::fields<login>& login_fields() {
    static const auto stated =
        config::fields<login>{"sasl", "How the engine logs in to the brokers."}
            .required("mechanism", &login::how, config::choice<mechanism>(mechanisms()),
                      "`plain` sends the password as it is: use it with `tls` only.")
            .required("user", &login::user, config::text(), "The user's name.")
            .required("password", &login::password, config::text(), "Better as `${file:...}` than written here.");
    return stated;
}

const config::fields<access>& access_fields() {
    static const auto stated =
        config::fields<access>{"cluster", "The brokers, and how to talk to them."}
            .required("brokers", &access::brokers, config::list_or_one(config::address()),
                      "Some of the cluster's brokers; the others are learnt from them.")
            .optional("tls", &access::tls, config::maybe(config::object(vagus::tls::output_terms_fields)),
                      "TLS towards the brokers; without it, plain TCP. Its files are read at start.")
            .optional("sasl", &access::sasl, config::maybe(config::object(login_fields)),
                      "How the engine logs in to the brokers.")
            .check(check_brokers)
            .check(check_security);
    return stated;
}

std::string brokers_of(const access& what) {
    std::string all;
    for (const auto& each : what.brokers) {
        auto host = each.host.empty() ? "127.0.0.1" : each.host;
        if (host.find(':') != std::string::npos) host = "[" + host + "]";
        all += (all.empty() ? "" : ",") + host + ":" + std::to_string(each.port);
    }
    return all;
}

properties properties_of(const access& what, const vagus::tls::profile* files) {
    properties all{
        {"bootstrap.servers", brokers_of(what)},
        {"client.id", "vagus"},
        // A broker that comes back is found soon.
        {"reconnect.backoff.ms", "100"},
        {"reconnect.backoff.max.ms", "1000"},
        {"socket.keepalive.enable", "true"},
        {"socket.nagle.disable", "true"},
        {"security.protocol", protocol_of(what)},
    };
    if (what.tls) add_tls(*what.tls, files, all);
    if (what.sasl) {
        all.emplace_back("sasl.mechanism", upper(word_for(what.sasl->how)));
        all.emplace_back("sasl.username", what.sasl->user);
        all.emplace_back("sasl.password", what.sasl->password);
    }
    return all;
}

} // namespace vagus::kafka
