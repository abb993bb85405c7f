// What goes to an output beside the bytes: a Kafka topic, key and headers, a URL, the name of a file. Made together
// with the bytes when a message is accepted and stored with them, so that a retry or a restart sends the same.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vagus::routes {

struct attribute {
    std::string name; // "topic", "header.msh-3": words of the output's kind
    std::string value;
    bool operator==(const attribute&) const = default;
};
using attributes = std::vector<attribute>;

// One text for the store; empty for none.
[[nodiscard]] std::string encode(const attributes& all);
// Fails only for bytes that encode() did not write.
[[nodiscard]] result<attributes, std::string> decode_attributes(std::string_view text);

// Empty when there is no such attribute.
[[nodiscard]] std::string_view value_of(const attributes& all, std::string_view name);

} // namespace vagus::routes
