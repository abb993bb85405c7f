// What TLS reports by itself. Names, dates and paths of certificates, never keys.
#pragma once

#include "base/report.hpp"

#include <string>

namespace vagus::tls {

struct certificate_renewed {
    std::string profile;
    std::string certificate; // its names
    std::string expires;
    static constexpr std::string_view name = "certificate.renewed";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

// The old one stays in use.
struct certificate_unusable {
    std::string profile;
    std::string field; // cert, key, ca
    std::string reason;
    static constexpr std::string_view name = "certificate.unusable";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const;
};

// Expired, about to, or not yet valid: in use all the same.
struct certificate_date {
    std::string profile;
    std::string field;
    std::string reason;
    static constexpr std::string_view name = "certificate.date";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

} // namespace vagus::tls
