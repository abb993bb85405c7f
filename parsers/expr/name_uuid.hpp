// UUIDs made from names (RFC 4122 version 5): the same parts give the same id everywhere and for ever. A contract:
// docs/rules.md says how to make them elsewhere.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vagus::expr {

// The UUIDv5 of the parts joined by '|', a '|' or '\' inside a part preceded by '\', in the namespace
// e5c0401f-24fc-5eba-8cd3-33e173372263.
[[nodiscard]] std::string name_uuid(std::span<const std::string> parts);

// In a namespace of one's own, the name byte for byte; nothing where that is no UUID.
[[nodiscard]] std::optional<std::string> name_uuid_in(std::string_view space, std::string_view name);

} // namespace vagus::expr
