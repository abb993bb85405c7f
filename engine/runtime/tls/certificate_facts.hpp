// What people want to know of a certificate.
#pragma once

#include "base/clock.hpp"
#include "engine/runtime/tls/openssl.hpp"
#include "engine/runtime/tls/trouble.hpp"

#include <string>
#include <vector>

namespace vagus::tls {

[[nodiscard]] certificate_facts facts_of(const X509& certificate);
// DNS names and addresses of subjectAltName; without any, the common name.
[[nodiscard]] std::vector<std::string> names_of(const X509& certificate);
[[nodiscard]] wall_us begins(const X509& certificate);
[[nodiscard]] wall_us ends(const X509& certificate);
// "2026-03-01 10:00 UTC"
[[nodiscard]] std::string date_of(wall_us when);

} // namespace vagus::tls
