// Certificates made by a test while it runs, and a TLS peer of OpenSSL's own to use them with.
#pragma once

#include "tests/support/catch.hpp"
#include "tests/support/wire.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <sys/socket.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

namespace vagus::tests {

// How long a certificate lives, in days from now.
struct lifetime {
    int from = -1;
    int until = 100;
};

// Writes NAME.crt and NAME.key into its folder; its own stand in ca.crt, or what it is called.
class authority {
  public:
    explicit authority(std::filesystem::path folder, const std::string& name = "ca")
        : folder_{std::move(folder)}
        , key_{EVP_EC_gen("P-256")}
        , certificate_{make(name, key_.get(), nullptr, "", {})} {
        write(name + ".crt", certificate_.get());
    }

    // `names` as in subjectAltName: "DNS:pas.test,IP:127.0.0.1".
    void issue(const std::string& name, const std::string& names, lifetime span = {}) const {
        const pkey key{EVP_EC_gen("P-256")};
        const auto made = make(name, key.get(), certificate_.get(), names, span);
        write(name + ".crt", made.get());
        auto* out = std::fopen((folder_ / (name + ".key")).c_str(), "w");
        REQUIRE(out != nullptr);
        PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(out);
    }
    std::string path(const std::string& file) const { return (folder_ / file).string(); }

  private:
    struct freed {
        void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
        void operator()(X509* certificate) const { X509_free(certificate); }
    };
    using pkey = std::unique_ptr<EVP_PKEY, freed>;
    using x509 = std::unique_ptr<X509, freed>;

    x509 make(const std::string& name, EVP_PKEY* key, X509* issuer, const std::string& names, lifetime span) const {
        x509 made{X509_new()};
        X509_set_version(made.get(), X509_VERSION_3);
        std::uint64_t serial = 0;
        RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial >> 1U);
        X509_time_adj_ex(X509_getm_notBefore(made.get()), span.from, 0, nullptr);
        X509_time_adj_ex(X509_getm_notAfter(made.get()), span.until, 0, nullptr);
        X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
        X509_set_issuer_name(made.get(), X509_get_subject_name(issuer == nullptr ? made.get() : issuer));
        X509_set_pubkey(made.get(), key);
        add(made.get(), NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
        if (!names.empty()) add(made.get(), NID_subject_alt_name, names);
        REQUIRE(X509_sign(made.get(), key_.get(), EVP_sha256()) > 0);
        return made;
    }
    static void add(X509* to, int what, const std::string& value) {
        X509V3_CTX context;
        X509V3_set_ctx(&context, to, to, nullptr, nullptr, 0);
        auto* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
        REQUIRE(extension != nullptr);
        X509_add_ext(to, extension, -1);
        X509_EXTENSION_free(extension);
    }
    void write(const std::string& file, X509* certificate) const {
        auto* out = std::fopen((folder_ / file).c_str(), "w");
        REQUIRE(out != nullptr);
        PEM_write_X509(out, certificate);
        std::fclose(out);
    }

    std::filesystem::path folder_;
    pkey key_;
    x509 certificate_;
};

// How a test's own end of TLS behaves.
struct tls_manner {
    std::string cert{}; // path without .crt and .key; empty: none is shown
    std::string ca{};   // path; a server then asks for a certificate and insists
    int newest = TLS1_3_VERSION;
};

// One end of TLS over a wire, blocking, every wait bounded.
class tls_wire {
  public:
    tls_wire(wire under, bool server, const tls_manner& how)
        : wire_{std::move(under)}
        , context_{SSL_CTX_new(server ? TLS_server_method() : TLS_client_method()), SSL_CTX_free} {
        std::signal(SIGPIPE, SIG_IGN);
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(context_.get(), how.newest);
        if (!how.cert.empty()) {
            REQUIRE(SSL_CTX_use_certificate_file(context_.get(), (how.cert + ".crt").c_str(), SSL_FILETYPE_PEM) == 1);
            REQUIRE(SSL_CTX_use_PrivateKey_file(context_.get(), (how.cert + ".key").c_str(), SSL_FILETYPE_PEM) == 1);
        }
        if (!how.ca.empty()) {
            REQUIRE(SSL_CTX_load_verify_file(context_.get(), how.ca.c_str()) == 1);
            SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        }
        const timeval wait{std::chrono::seconds{patience}.count(), 0};
        ::setsockopt(wire_.handle(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
        link_.reset(SSL_new(context_.get()));
        SSL_set_fd(link_.get(), wire_.handle());
        server ? SSL_set_accept_state(link_.get()) : SSL_set_connect_state(link_.get());
    }

    bool handshake() {
        const bool done = SSL_do_handshake(link_.get()) == 1;
        ERR_clear_error();
        return done;
    }
    void send(std::string_view bytes) {
        SSL_write(link_.get(), bytes.data(), static_cast<int>(bytes.size()));
        ERR_clear_error();
    }
    // Up to and including FS CR; what came, when the peer ended.
    std::string read_frame() {
        std::string seen;
        char byte = 0;
        while (seen.find("\x1C\r") == std::string::npos && SSL_read(link_.get(), &byte, 1) == 1) seen += byte;
        ERR_clear_error();
        return seen;
    }
    // So many bytes; fewer, when the peer ended or was silent.
    std::string read(std::size_t count) {
        std::string seen;
        char byte = 0;
        while (seen.size() < count && SSL_read(link_.get(), &byte, 1) == 1) seen += byte;
        ERR_clear_error();
        return seen;
    }
    // The peer ended, and said so.
    bool ended_cleanly() {
        char byte = 0;
        const int outcome = SSL_read(link_.get(), &byte, 1);
        const bool clean = SSL_get_error(link_.get(), outcome) == SSL_ERROR_ZERO_RETURN;
        ERR_clear_error();
        return clean;
    }
    void say_goodbye() { SSL_shutdown(link_.get()); }
    void cut() { wire_.close(); }
    std::string version() const { return SSL_get_version(link_.get()); }
    // The common name of what the peer showed.
    std::string peer_name() const {
        const std::unique_ptr<X509, decltype(&X509_free)> shown{SSL_get1_peer_certificate(link_.get()), X509_free};
        char name[64] = "";
        if (shown) X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, name, sizeof name);
        return name;
    }
    std::string asked_for() const { // SNI
        const char* name = SSL_get_servername(link_.get(), TLSEXT_NAMETYPE_host_name);
        return name == nullptr ? "" : name;
    }

  private:
    wire wire_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> link_{nullptr, SSL_free};
};

} // namespace vagus::tests
