// A body other than HL7 v2, made from a message. Immutable: any thread may use it.
#pragma once

#include "base/result.hpp"
#include "parsers/path/scope.hpp"

#include <string>

namespace vagus::routes::bodies {

class body {
  public:
    body() = default;
    body(const body&) = delete;
    body& operator=(const body&) = delete;
    virtual ~body() = default;
    // The error says where and why: "bodies.lab_report entry 2 (Observation): ...", no field values.
    [[nodiscard]] virtual result<std::string, std::string> make(const path::scope& from) const = 0;
};

} // namespace vagus::routes::bodies
