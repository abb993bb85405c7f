#include "engine/runtime/tls/certificates.hpp"

#include "config/read_file.hpp"
#include "engine/runtime/tls/certificate_facts.hpp"
#include "engine/runtime/tls/openssl.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

namespace vagus::tls {
namespace {

namespace fs = std::filesystem;

std::string openssl_words() {
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_peek_last_error(), text.data(), text.size());
    ERR_clear_error();
    return text.data();
}

bio over(const std::string& text) {
    return bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

// A key with a passphrase would make OpenSSL ask at the terminal.
int no_passphrase(char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
}

class loading {
  public:
    loading(const profile& written, const fs::path& folder, wall_us now)
        : written_{written}
        , folder_{folder}
        , now_{now}
        , context_{SSL_CTX_new(TLS_method())} {
        if (!context_) throw std::runtime_error{"OpenSSL gives no TLS context: " + openssl_words()};
        made_ = std::make_shared<certificates>(context_);
    }

    loaded run() {
        ERR_clear_error();
        prepare();
        if (!written_.cert.value.empty() && !written_.key.value.empty()) own(); // half a pair is a finding already
        authorities();
        const bool usable = std::ranges::all_of(flaws_, [](const flaw& each) { return each.what == flaw::kind::date; });
        return {usable ? std::move(made_) : nullptr, std::move(flaws_)};
    }

  private:
    void prepare() {
        SSL_CTX_set_min_proto_version(context_,
                                      written_.min_version == version::v1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
        // Every connection is judged by today's certificates: no session is resumed.
        SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
        SSL_CTX_set_num_tickets(context_, 0);
        SSL_CTX_set_options(context_, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                          SSL_OP_NO_COMPRESSION);
        SSL_CTX_set_mode(context_, SSL_MODE_RELEASE_BUFFERS); // an idle connection costs no buffers
        // A peer's own certificate in `ca` is trusted as it is, without its issuer.
        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context_), X509_V_FLAG_PARTIAL_CHAIN);
    }

    void own() {
        auto chain = certificates_in("cert", written_.cert.value);
        auto key = key_in(written_.key.value);
        if (chain.empty() || !key) return;
        const auto& leaf = *chain.front();
        if (X509_check_private_key(&leaf, key.get()) != 1) {
            ERR_clear_error();
            return wrong("key", flaw::kind::mismatch, "this key does not belong to the certificate in `cert`",
                         "name the key that the certificate '" + facts_of(leaf).names + "' was issued for");
        }
        if (SSL_CTX_use_certificate(context_, chain.front().get()) != 1)
            return unusable("cert", "OpenSSL refuses this certificate: " + openssl_words());
        if (SSL_CTX_use_PrivateKey(context_, key.get()) != 1)
            return unusable("key", "OpenSSL refuses this key: " + openssl_words());
        for (std::size_t i = 1; i < chain.size(); ++i) {
            if (SSL_CTX_add1_chain_cert(context_, chain[i].get()) != 1)
                return unusable("cert", "OpenSSL refuses the chain of this certificate: " + openssl_words());
        }
        made_->names = facts_of(leaf).names;
        made_->begins = begins(leaf);
        made_->ends = ends(leaf);
        for (const auto& each : chain) made_->ends = std::min(made_->ends, ends(*each));
        judge_dates("cert", made_->begins, made_->ends);
    }

    void authorities() {
        if (written_.ca.value.empty()) {
            SSL_CTX_set_default_verify_paths(context_);
            return;
        }
        const auto trusted = certificates_in("ca", written_.ca.value);
        if (trusted.empty()) return;
        auto* store = SSL_CTX_get_cert_store(context_);
        for (const auto& each : trusted) {
            X509_STORE_add_cert(store, each.get()); // one that stands there twice is no mistake
            SSL_CTX_add_client_CA(context_, each.get());
        }
        ERR_clear_error();
        // One of several may have ended: that is how authorities are renewed.
        const auto last = std::ranges::max_element(trusted, {}, [](const x509& each) { return ends(*each); });
        judge_dates("ca", begins(**last), ends(**last));
    }

    void judge_dates(std::string_view field, wall_us from, wall_us until) {
        if (now_ >= until)
            wrong(field, flaw::kind::date, "this certificate expired on " + date_of(until), "renew it");
        else if (now_ < from)
            wrong(field, flaw::kind::date, "this certificate is valid only from " + date_of(from),
                  "wait until then, or see whether the clock of this machine is right");
        else if (until - now_ < soon_days * 24 * 3600 * 1'000'000)
            wrong(field, flaw::kind::date, "this certificate expires soon, on " + date_of(until), "renew it");
    }

    std::optional<std::string> text_of(std::string_view field, const std::string& value) {
        if (is_pem(value)) return value;
        auto bytes = config::read_file(folder_ / value, pem_file_limit);
        if (bytes) return std::move(*bytes);
        unusable(field, "cannot read '" + value + "': " + bytes.error(),
                 fs::path{value}.is_relative() ? "relative paths start at the configuration's folder" : "");
        return std::nullopt;
    }

    std::vector<x509> certificates_in(std::string_view field, const std::string& value) {
        std::vector<x509> all;
        const auto text = text_of(field, value);
        if (!text) return all;
        const auto in = over(*text);
        bool asked = false;
        while (x509 each{PEM_read_bio_X509(in.get(), nullptr, no_passphrase, &asked)}) all.push_back(std::move(each));
        const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
        const auto words = openssl_words();
        if (!at_end) all.clear();
        if (!all.empty()) return all;
        unusable(field, at_end ? "there is no PEM certificate in it" : "a certificate in it cannot be read: " + words,
                 "it must hold -----BEGIN CERTIFICATE-----");
        return all;
    }

    private_key key_in(const std::string& value) {
        const auto text = text_of("key", value);
        if (!text) return {};
        const auto in = over(*text);
        bool asked = false;
        private_key key{PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, &asked)};
        ERR_clear_error();
        if (asked)
            unusable("key", "this key is locked with a passphrase",
                     "unlock it with: openssl pkey -in KEY -out UNLOCKED, and let only the engine read the result");
        else if (!key)
            unusable("key", "there is no PEM private key in it", "it must hold -----BEGIN PRIVATE KEY-----");
        return key;
    }

    void unusable(std::string_view field, std::string words, std::string fix = {}) {
        wrong(field, flaw::kind::unusable, std::move(words), std::move(fix));
    }
    void wrong(std::string_view field, flaw::kind what, std::string words, std::string fix) {
        flaws_.push_back({field, what, std::move(words), std::move(fix)});
    }

    const profile& written_;
    const fs::path& folder_;
    wall_us now_;
    SSL_CTX* context_; // made_ owns it
    std::shared_ptr<certificates> made_;
    std::vector<flaw> flaws_;
};

} // namespace

certificates::certificates(ssl_ctx_st* context)
    : context_{context} {}

certificates::~certificates() {
    SSL_CTX_free(context_);
}

bool is_pem(std::string_view value) {
    return value.starts_with("-----BEGIN ");
}

loaded load(const profile& written, const fs::path& folder, wall_us now) {
    return loading{written, folder, now}.run();
}

} // namespace vagus::tls
