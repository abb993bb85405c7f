// FHIR output: each message is a transaction or batch Bundle, posted to the server's base. Sending it twice changes
// nothing when its entries have ids or conditions of their own; that is the body's business.
// Source: FHIR R4, http.html; architecture section 7.
#pragma once

#include "engine/deliver/output.hpp"
#include "engine/deliver/web/client.hpp"

#include <string>
#include <vector>

namespace vagus::deliver {

struct fhir_receiver : web_settings {
    fhir_receiver() { max_answer = std::uint64_t{16} << 20U; }
    web_address base_url;
    routes::written<std::string> body;
};

struct fhir_output final : output {
    fhir_receiver fhir;
    std::vector<queue::status_rule> on_status;

    [[nodiscard]] queue::opening open(const surroundings& around) const override;
    [[nodiscard]] routes::content wants() const override;
    [[nodiscard]] std::string where() const override;
    [[nodiscard]] std::optional<queue::judgement> judged(const told_answer& what) const override {
        return queue::judged(what.status, on_status);
    }
    [[nodiscard]] const tls::output_terms* secured() const override;
};

[[nodiscard]] const config::fields<fhir_output>& fhir_output_fields();
[[nodiscard]] const config::fields<fhir_receiver>& fhir_receiver_fields();

} // namespace vagus::deliver
