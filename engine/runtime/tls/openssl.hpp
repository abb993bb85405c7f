// OpenSSL's objects with owners. For the .cpp files of this folder.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

namespace vagus::tls {

template <auto Free> struct freed {
    template <class T> void operator()(T* object) const { Free(object); }
};
using bio = std::unique_ptr<BIO, freed<BIO_free_all>>;
using x509 = std::unique_ptr<X509, freed<X509_free>>;
using private_key = std::unique_ptr<EVP_PKEY, freed<EVP_PKEY_free>>;
using ssl = std::unique_ptr<SSL, freed<SSL_free>>;

} // namespace vagus::tls
