// What a FHIR server answers to a Bundle, read for a judgement and for people. Pure.
// Source: FHIR R4, http.html (transaction, batch), operationoutcome.html.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::deliver::fhir {

struct entry_answer {
    std::uint32_t status = 0;
    std::string issues; // of its OperationOutcome, a line each
};

struct bundle_answer {
    enum class kind : std::uint8_t {
        nothing,     // no body, as for `Prefer: return=minimal`
        no_fhir,     // a body that is no FHIR resource: somebody in between answered
        resource,    // any other resource
        transaction, // all of it was done
        batch,       // each entry for itself
    } what = kind::no_fhir;
    std::vector<entry_answer> entries; // of a batch
};
[[nodiscard]] bundle_answer read_answer(std::string_view body);

// The issues of an OperationOutcome, a line each: "error invalid at Patient.birthDate: ...". Empty for anything else.
// They hold field values: for dead letters, never for logs.
[[nodiscard]] std::string issues_of(std::string_view body);

} // namespace vagus::deliver::fhir
