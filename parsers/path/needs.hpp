// What other systems answered about the message at hand, as need() reads it.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace vagus::path {

class needs {
  public:
    needs() = default;
    needs(const needs&) = delete;
    needs& operator=(const needs&) = delete;
    virtual ~needs() = default;

    // The value that a JSON pointer (RFC 6901) names in what came for the need of this name. Empty where nothing is
    // there, or nothing was asked. The error says why not, in words, without values.
    [[nodiscard]] virtual result<std::string, std::string_view> value(std::string_view need,
                                                                      std::string_view pointer) const = 0;
};

} // namespace vagus::path
