#include "engine/runtime/tls/terms.hpp"

namespace vagus::tls {
namespace {

using namespace std::chrono_literals;

void check_pair(const profile& whole, const config::node& map, config::reading& context) {
    if (whole.cert.value.empty() == whole.key.value.empty()) return;
    const bool lacks_key = whole.key.value.empty();
    context.found.error(map.at, "VG1401", lacks_key ? "a certificate without its key" : "a key without its certificate",
                        lacks_key ? "add `key`: the private key that `cert` was issued for"
                                  : "add `cert`: the certificate issued for this key");
}

void check_names(const input_terms& whole, const config::node& map, config::reading& context) {
    if (whole.allow_names.empty() || whole.asks == client_auth::required) return;
    context.found.error(map.find("allow_names")->key_at, "VG1402",
                        "allow_names keeps nobody out: senders without a certificate may connect",
                        "add `client_auth: required`");
}

} // namespace

const config::fields<profile>& profile_fields() {
    static const auto stated =
        config::fields<profile>{"tls profile", "Certificates by name, for the `tls` of inputs and outputs."}
            .optional("cert", &profile::cert, config::with_place(config::text()),
                      "File of our certificate in PEM, followed by those between it and the root. Re-read when it "
                      "changes, as are `key` and `ca`.")
            .optional("key", &profile::key, config::with_place(config::text()),
                      "File of its private key in PEM. A key given as `${file:...}` is read at start only.")
            .optional("ca", &profile::ca, config::with_place(config::text()),
                      "File of the authorities in PEM that may vouch for peers; a peer's own certificate may stand "
                      "there too. Without it, those the machine trusts.")
            .optional("min_version", &profile::min_version,
                      config::choice<version>({{"1.2", version::v1_2}, {"1.3", version::v1_3}}),
                      "The oldest version of TLS accepted.")
            .check(check_pair);
    return stated;
}

const config::fields<input_terms>& input_terms_fields() {
    static const auto stated =
        config::fields<input_terms>{"tls", "TLS on this port, and what senders must show."}
            .required("use", &input_terms::use, config::with_place(config::name()),
                      "Name of a profile under `tls`; it needs a `cert`.")
            .optional("client_auth", &input_terms::asks,
                      config::choice<client_auth>({{"none", client_auth::none},
                                                   {"optional", client_auth::optional},
                                                   {"required", client_auth::required}}),
                      "Whether senders show a certificate, which the profile's `ca` must vouch for.")
            .optional("allow_names", &input_terms::allow_names, config::list(config::text()),
                      "Names of which a sender's certificate must carry one: pas.internal, or \"*.lab.internal\" for "
                      "one label.")
            .optional("handshake_timeout", &input_terms::handshake_timeout, config::time_span(100ms, 10min),
                      "How long a sender may take to begin.")
            .optional("max_handshakes", &input_terms::max_handshakes, config::integer(1, 100'000),
                      "Senders that may be beginning at once; further ones are closed at once.")
            .check(check_names);
    return stated;
}

const config::fields<output_terms>& output_terms_fields() {
    static const auto stated =
        config::fields<output_terms>{"tls", "TLS towards this receiver, and what it must show."}
            .optional("use", &output_terms::use, config::with_place(config::name()),
                      "Name of a profile under `tls`: its `cert` is shown to a receiver that asks, its `ca` vouches "
                      "for the receiver. Without it, no certificate and the authorities this machine trusts.")
            .optional("verify", &output_terms::checks,
                      config::choice<verify>({{"full", verify::full}, {"ca", verify::ca}, {"none", verify::none}}),
                      "`full`: authority, dates and name; `ca`: all but the name; `none`: nothing, for tests.")
            .optional("name", &output_terms::name, config::text(),
                      "The name its certificate must carry, where that is not the host connected to.");
    return stated;
}

} // namespace vagus::tls
