#include "engine/runtime/tls/certificate_facts.hpp"

#include <openssl/asn1.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include <array>
#include <ctime>
#include <limits>

namespace vagus::tls {
namespace {

using general_names = std::unique_ptr<GENERAL_NAMES, freed<GENERAL_NAMES_free>>;

std::string text_of(const ASN1_STRING* written) {
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, written);
    if (size < 0) return {};
    std::string text;
    for (int i = 0; i < size; ++i) {
        // A name is shown to people: what could steer a terminal is not.
        const auto byte = utf8[i];
        text += byte < 0x20 || byte == 0x7F ? '?' : static_cast<char>(byte);
    }
    OPENSSL_free(utf8);
    return text;
}

std::string common_name(const X509_NAME* name) {
    for (const int part : {NID_commonName, NID_organizationName}) {
        const int at = X509_NAME_get_index_by_NID(name, part, -1);
        if (at >= 0) return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    }
    return {};
}

std::string address_of(const ASN1_OCTET_STRING* bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = ASN1_STRING_length(bytes) == 4 ? AF_INET : AF_INET6;
    if (family == AF_INET6 && ASN1_STRING_length(bytes) != 16) return {};
    const char* shown = inet_ntop(family, ASN1_STRING_get0_data(bytes), text.data(), text.size());
    return shown == nullptr ? std::string{} : shown;
}

wall_us when(const ASN1_TIME* written) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(written, &parts) != 1) return 0;
    return static_cast<wall_us>(timegm(&parts)) * 1'000'000;
}

} // namespace

std::vector<std::string> names_of(const X509& certificate) {
    std::vector<std::string> names;
    const general_names alternatives{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr))};
    for (int i = 0; i < sk_GENERAL_NAME_num(alternatives.get()); ++i) {
        const auto* each = sk_GENERAL_NAME_value(alternatives.get(), i);
        std::string name;
        if (each->type == GEN_DNS) name = text_of(each->d.dNSName);
        if (each->type == GEN_IPADD) name = address_of(each->d.iPAddress);
        if (!name.empty()) names.push_back(std::move(name));
    }
    if (names.empty()) {
        auto name = common_name(X509_get_subject_name(&certificate));
        if (!name.empty()) names.push_back(std::move(name));
    }
    return names;
}

certificate_facts facts_of(const X509& certificate) {
    constexpr std::size_t names_shown = 4;
    certificate_facts facts;
    const auto names = names_of(certificate);
    for (std::size_t i = 0; i < names.size() && i < names_shown; ++i)
        facts.names += (facts.names.empty() ? "" : ", ") + names[i];
    if (names.size() > names_shown) facts.names += ", ...";
    facts.issuer = common_name(X509_get_issuer_name(&certificate));
    facts.from = date_of(begins(certificate));
    facts.until = date_of(ends(certificate));
    return facts;
}

wall_us begins(const X509& certificate) {
    return when(X509_get0_notBefore(&certificate));
}

wall_us ends(const X509& certificate) {
    return when(X509_get0_notAfter(&certificate));
}

std::string date_of(wall_us when) {
    const auto seconds = static_cast<std::time_t>(when / 1'000'000);
    std::tm parts{};
    std::array<char, 64> text{};
    if (gmtime_r(&seconds, &parts) == nullptr) return {};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &parts)};
}

} // namespace vagus::tls
