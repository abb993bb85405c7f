#include "engine/runtime/tls/session.hpp"

#include "engine/runtime/tls/certificate_facts.hpp"
#include "engine/runtime/tls/certificates.hpp"
#include "engine/runtime/tls/names.hpp"
#include "engine/runtime/tls/openssl.hpp"
#include "engine/runtime/tls/socket_bio.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <boost/asio/error.hpp>

#include <cerrno>
#include <stdexcept>
#include <utility>

namespace vagus::tls {

struct session::inside {
    inside(std::shared_ptr<const certificates> certs, int socket, side which)
        : ours{std::move(certs)}
        , link{SSL_new(ours->context())} {
        if (!link) throw std::runtime_error{"OpenSSL gives no TLS connection"};
        auto below = over_socket(socket);
        SSL_set_bio(link.get(), below.get(), below.get());
        (void)below.release(); // the connection frees it
        SSL_set_app_data(link.get(), this);
        facts.ours = which;
        facts.own_names = ours->names;
    }

    // OpenSSL asks this for every certificate of the peer's chain, from the root down, and for every fault it finds.
    // The first reason is kept, with the certificate it is about.
    static int judge(int good, X509_STORE_CTX* chain) {
        auto* link = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
        auto& self = *static_cast<inside*>(SSL_get_app_data(link));
        const auto* certificate = X509_STORE_CTX_get_current_cert(chain);
        if (good == 1 && X509_STORE_CTX_get_error_depth(chain) == 0 && !self.allow_names.empty() &&
            !any_name_fits(names_of(*certificate), self.allow_names)) {
            X509_STORE_CTX_set_error(chain, X509_V_ERR_APPLICATION_VERIFICATION);
            good = 0;
        }
        if (good == 0 && self.facts.refused == X509_V_OK) {
            self.facts.refused = X509_STORE_CTX_get_error(chain);
            if (certificate != nullptr) self.facts.theirs = facts_of(*certificate);
        }
        return good;
    }

    std::shared_ptr<const certificates> ours;
    std::vector<std::string> allow_names;
    failure facts;
    bool over = false; // failed or ended: nothing more may be asked of it
    ssl link;
};

namespace {

void expect_name(SSL* link, const std::string& name, bool checked) {
    const std::unique_ptr<ASN1_OCTET_STRING, freed<ASN1_OCTET_STRING_free>> address{a2i_IPADDRESS(name.c_str())};
    ERR_clear_error();
    if (address) {
        if (checked) X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(link), name.c_str());
        return;
    }
    SSL_set_tlsext_host_name(link, name.c_str());
    if (!checked) return;
    SSL_set_hostflags(link, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(link, name.c_str());
}

int asked(client_auth what) {
    switch (what) {
    case client_auth::none: return SSL_VERIFY_NONE;
    case client_auth::optional: return SSL_VERIFY_PEER;
    case client_auth::required: return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    }
    std::unreachable();
}

// What an earlier failure left behind must not be taken for this call's.
void forget_errors() {
    ERR_clear_error();
    errno = 0;
}

} // namespace

session::session(client_side how, int socket)
    : in_{std::make_unique<inside>(std::move(how.ours), socket, side::client)} {
    auto* link = in_->link.get();
    in_->facts.wanted = how.name;
    SSL_set_connect_state(link);
    expect_name(link, how.name, how.checks == verify::full);
    if (how.checks != verify::none) SSL_set_verify(link, SSL_VERIFY_PEER, inside::judge);
}

session::session(server_side how, int socket)
    : in_{std::make_unique<inside>(std::move(how.ours), socket, side::server)} {
    auto* link = in_->link.get();
    in_->allow_names = std::move(how.allow_names);
    SSL_set_accept_state(link);
    if (how.asks != client_auth::none) SSL_set_verify(link, asked(how.asks), inside::judge);
}

session::~session() = default;

session::step session::handshake() {
    forget_errors();
    const int outcome = SSL_do_handshake(in_->link.get());
    if (outcome == 1) in_->facts.established = true;
    return after(outcome);
}

std::vector<std::string> session::peer_names() const {
    const auto* link = in_->link.get();
    const auto* shown = SSL_get0_peer_certificate(link);
    if (shown == nullptr || SSL_get_verify_result(link) != X509_V_OK) return {};
    return names_of(*shown);
}

session::step session::read(std::span<char> into) {
    forget_errors();
    std::size_t bytes = 0;
    const int outcome = SSL_read_ex(in_->link.get(), into.data(), into.size(), &bytes);
    return after(outcome, bytes);
}

session::step session::write(std::span<const char> bytes) {
    forget_errors();
    std::size_t taken = 0;
    const int outcome = SSL_write_ex(in_->link.get(), bytes.data(), bytes.size(), &taken);
    const int problem = SSL_get_error(in_->link.get(), outcome);
    if (outcome == 1 || problem == SSL_ERROR_WANT_READ || problem == SSL_ERROR_WANT_WRITE) return after(outcome, taken);
    // A peer that refuses our certificate says so and closes: its reason is waiting to be read.
    char byte = 0;
    std::size_t waiting = 0;
    const int system = errno;
    const int peeked = SSL_peek_ex(in_->link.get(), &byte, 1, &waiting);
    if (peeked != 1 && SSL_get_error(in_->link.get(), peeked) == SSL_ERROR_SSL) return failed(SSL_ERROR_SSL);
    forget_errors();
    errno = system;
    return failed(problem);
}

bool session::idle() {
    if (in_->over) return false;
    forget_errors();
    char byte = 0;
    std::size_t waiting = 0;
    const int outcome = SSL_peek_ex(in_->link.get(), &byte, 1, &waiting);
    return outcome != 1 && after(outcome).next == next::when_readable;
}

void session::end() {
    if (in_->over || !in_->facts.established) return;
    in_->over = true;
    forget_errors();
    SSL_shutdown(in_->link.get());
    ERR_clear_error();
}

session::step session::after(int outcome, std::size_t bytes) {
    if (outcome == 1) return {next::done, bytes, {}};
    const int problem = SSL_get_error(in_->link.get(), outcome);
    if (problem == SSL_ERROR_WANT_READ) return {next::when_readable, 0, {}};
    if (problem == SSL_ERROR_WANT_WRITE) return {next::when_writable, 0, {}};
    if (problem == SSL_ERROR_ZERO_RETURN) {
        in_->over = true;
        return {next::failed, 0, boost::asio::error::eof};
    }
    return failed(problem);
}

session::step session::failed(int problem) {
    auto& facts = in_->facts;
    in_->over = true;
    facts.library = ERR_peek_error();
    facts.system = problem == SSL_ERROR_SYSCALL ? errno : 0;
    trouble_ = explain(facts);
    ERR_clear_error();
    if (!facts.established) return {next::failed, 0, errc::handshake};
    const bool cut = trouble_.check == "truncated";
    return {next::failed, 0, cut ? errc::truncated : errc::broken};
}

} // namespace vagus::tls
