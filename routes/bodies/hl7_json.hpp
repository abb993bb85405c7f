// hl7_json: everything a message says, as JSON. The form is a contract: docs/formats/hl7_json.md.
#pragma once

#include "routes/bodies/body.hpp"

namespace vagus::routes::bodies {

class hl7_json final : public body {
  public:
    [[nodiscard]] result<std::string, std::string> make(const path::scope& from) const override;
};

} // namespace vagus::routes::bodies
