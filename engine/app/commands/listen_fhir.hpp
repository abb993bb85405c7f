// vagus listen --fhir: acts as a FHIR server. Says one line per Bundle, keeps what it got.
#pragma once

#include "engine/app/peers/fhir_sink.hpp"

#include <string>

namespace vagus::app {

struct listen_fhir_options {
    peers::fhir_sink_settings sink;
    std::string save; // folder; empty: none
    bool quiet = false;
    bool json = false;
};
// The code that the process ends with.
[[nodiscard]] int listen_fhir(const listen_fhir_options& how);

} // namespace vagus::app
