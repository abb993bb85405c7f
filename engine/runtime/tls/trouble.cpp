#include "engine/runtime/tls/trouble.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <boost/system/error_category.hpp>

#include <array>
#include <cstring>
#include <optional>

namespace vagus::tls {
namespace {

class category final : public boost::system::error_category {
  public:
    const char* name() const noexcept override { return "tls"; }
    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
        case errc::handshake: return "the TLS handshake failed";
        case errc::broken: return "TLS failed";
        case errc::truncated: return "the connection was cut: it ended without TLS close_notify";
        }
        return "TLS failed";
    }
};

std::string peer_of(side ours) {
    return ours == side::server ? "the sender" : "the receiver";
}

std::string in_quotes(const std::string& text) {
    return text.empty() ? std::string{"without a name"} : "'" + text + "'";
}

trouble against_certificate(const failure& what) {
    const auto peer = peer_of(what.ours);
    const auto theirs = peer + "'s certificate " + in_quotes(what.theirs.names);
    switch (what.refused) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return {"expired", theirs + " expired on " + what.theirs.until + ": it needs a new one"};
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return {"not_yet_valid", theirs + " is valid only from " + what.theirs.from +
                                     ": wait, or see whether the clock of this machine is right"};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return {"wrong_name", theirs + " is not for '" + what.wanted +
                                  "': is this the right receiver? If so, set `name` to a name it carries"};
    case X509_V_ERR_APPLICATION_VERIFICATION: return {"name_not_allowed", theirs + " carries no name of allow_names"};
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return {"unknown_ca", theirs + " was issued by " + in_quotes(what.theirs.issuer) +
                                  ", which our `ca` does not know: add that authority, if it is to be trusted"};
    case X509_V_ERR_INVALID_PURPOSE:
        return {"purpose", theirs + " was not issued for this use (" +
                               (what.ours == side::server ? "clientAuth" : "serverAuth") + ")"};
    default: return {"certificate", theirs + " is refused: " + X509_verify_cert_error_string(what.refused)};
    }
}

// What a peer's alert says of us. RFC 8446, section 6.2.
std::string_view meaning_of(int alert) {
    switch (alert) {
    case SSL_AD_UNKNOWN_CA: return "it does not know the authority that issued our certificate";
    case SSL_AD_CERTIFICATE_EXPIRED: return "our certificate has expired";
    case SSL_AD_CERTIFICATE_REVOKED: return "our certificate was revoked";
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_UNKNOWN: return "it does not accept our certificate";
    case SSL_AD_ACCESS_DENIED: return "our certificate is valid, and not allowed there";
    case SSL_AD_UNRECOGNIZED_NAME: return "it serves no host of that name";
    case SSL_AD_DECRYPT_ERROR: return "a signature did not verify there";
    default: return {};
    }
}

trouble by_alert(const failure& what, int alert) {
    const auto peer = peer_of(what.ours);
    const auto said = " (TLS alert " + std::to_string(alert) + ")";
    const auto ours = what.own_names.empty() ? std::string{} : "; ours is " + in_quotes(what.own_names);
    if (alert == SSL_AD_PROTOCOL_VERSION)
        return {"protocol_version", peer + " speaks no version of TLS that we do" + said};
    // TLS 1.3 has an alert of its own for a missing certificate; 1.2 calls it a failed handshake or a bad certificate.
    const bool none_shown = what.ours == side::client && what.own_names.empty();
    if (alert == TLS13_AD_CERTIFICATE_REQUIRED ||
        (none_shown && (alert == SSL_AD_HANDSHAKE_FAILURE || alert == SSL_AD_BAD_CERTIFICATE)))
        return {"no_certificate",
                peer + " wants a certificate from us" + said + ": give the profile a `cert` and a `key`"};
    if (alert == SSL_AD_HANDSHAKE_FAILURE)
        return {"refused", peer + " broke the handshake off" + said +
                               ": no cipher in common, or our certificate is not allowed there" + ours};
    if (const auto meaning = meaning_of(alert); !meaning.empty())
        return {"refused", peer + " refused us: " + std::string{meaning} + said + ours};
    return {"refused", peer + " refused us: " + SSL_alert_desc_string_long(alert) + said};
}

std::optional<trouble> by_reason(const failure& what, int reason) {
    const auto peer = peer_of(what.ours);
    switch (reason) {
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
        return trouble{"no_certificate", peer + " showed no certificate, and client_auth is required"};
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
        return trouble{"protocol_too_old", peer + " speaks only versions of TLS older than min_version"};
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
        if (what.established) return std::nullopt;
        return trouble{"plaintext", peer + " does not speak TLS at this port"};
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_NO_SUITABLE_KEY_SHARE:
    case SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
    case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
        return trouble{"no_shared_cipher", peer + " offers no cipher that we accept"};
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
        if (what.established) return trouble{"truncated", peer + " cut the connection without TLS close_notify"};
        return trouble{"closed", peer + " closed the connection during the handshake: does it expect TLS at this port, "
                                        "and a certificate of ours?"};
    default: return std::nullopt;
    }
}

} // namespace

boost::system::error_code make_error_code(errc what) {
    static const category tls;
    return {static_cast<int>(what), tls};
}

trouble explain(const failure& what) {
    const auto peer = peer_of(what.ours);
    const int reason = ERR_GET_LIB(what.library) == ERR_LIB_SSL ? ERR_GET_REASON(what.library) : 0;
    if (what.refused != X509_V_OK && !what.established) return against_certificate(what);
    if (reason > SSL_AD_REASON_OFFSET) return by_alert(what, reason - SSL_AD_REASON_OFFSET);
    if (auto known = by_reason(what, reason)) return *known;
    if (what.library != 0) {
        std::array<char, 256> text{};
        ERR_error_string_n(what.library, text.data(), text.size());
        return {"protocol", "TLS with " + peer + " failed: " + text.data()};
    }
    if (what.system != 0)
        return {"closed", peer + " ended the connection during TLS: " +
                              boost::system::error_code{what.system, boost::system::system_category()}.message()};
    return {"closed", peer + " closed the connection during TLS"};
}

trouble no_handshake_in_time(side ours) {
    if (ours == side::server) return {"timeout", "the sender began no TLS within handshake_timeout"};
    return {"timeout", "the receiver did not answer the TLS handshake in time: does it speak TLS at this port?"};
}

trouble plaintext(unsigned char first) {
    constexpr unsigned char block = 0x0B;     // MLLP's start
    constexpr unsigned char old_hello = 0x80; // SSL 2: RFC 6101, appendix E
    if (first == block) return {"plaintext", "the sender speaks MLLP without TLS: switch TLS on there"};
    if ((first & old_hello) != 0) return {"protocol_too_old", "the sender speaks SSL 2 or something other than TLS"};
    return {"plaintext", "the sender does not speak TLS"};
}

bool begins_handshake(unsigned char first) {
    return first == SSL3_RT_HANDSHAKE;
}

bool looks_like_handshake(std::string_view bytes) {
    return bytes.size() >= 2 && bytes[0] == SSL3_RT_HANDSHAKE && bytes[1] == SSL3_VERSION_MAJOR;
}

bool looks_like_alert(std::string_view bytes) {
    return bytes.size() >= 2 && bytes[0] == SSL3_RT_ALERT && bytes[1] == SSL3_VERSION_MAJOR;
}

} // namespace vagus::tls
