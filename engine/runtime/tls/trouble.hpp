// Why TLS failed, in words: which side, which certificate, which check, what to do. Pure: a failure is facts, gathered
// by the session. Words hold names and dates of certificates, never keys.
#pragma once

#include <boost/system/error_code.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace vagus::tls {

// The values of an error_code; the words are beside it, with the connection.
enum class errc : std::uint8_t {
    handshake = 1, // no TLS came about
    broken,        // it did, and then failed
    truncated,     // the peer's bytes ended without its close_notify: they may have been cut off
};
[[nodiscard]] boost::system::error_code make_error_code(errc what);

struct trouble {
    std::string_view check; // static: "expired", "unknown_ca", "wrong_name", ...; "" for none
    std::string words;
};

enum class side : std::uint8_t { client, server }; // ours

// A certificate as people know it.
struct certificate_facts {
    std::string names; // "pas.internal, 10.1.2.3", or its common name
    std::string issuer;
    std::string from; // "2026-03-01 10:00 UTC"
    std::string until;
};

struct failure {
    side ours = side::client;
    std::string own_names; // of the certificate we show; "" for none
    std::string wanted;    // the name the peer's certificate had to carry
    long refused = 0;      // X509_V_ERR_...: our reason against the peer's certificate; 0: none
    certificate_facts theirs;
    unsigned long library = 0; // OpenSSL's first error; 0: none
    int system = 0;            // errno; 0: none
    bool established = false;  // the handshake was over
};
[[nodiscard]] trouble explain(const failure& what);

// Where OpenSSL is not asked.
[[nodiscard]] trouble no_handshake_in_time(side ours);
// `first` is the first byte that came instead of TLS.
[[nodiscard]] trouble plaintext(unsigned char first);

[[nodiscard]] bool begins_handshake(unsigned char first);
// A record of TLS begins with its kind and the major version: what a port without TLS sees of a peer with it.
[[nodiscard]] bool looks_like_handshake(std::string_view bytes);
[[nodiscard]] bool looks_like_alert(std::string_view bytes);

} // namespace vagus::tls

template <> struct boost::system::is_error_code_enum<vagus::tls::errc> : std::true_type {};
