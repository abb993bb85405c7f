// What no MLLP frame can carry without losing a part of it.
#pragma once

#include "engine/queue/judge.hpp"

#include <optional>
#include <string>

namespace vagus::deliver {

// The output's own word on a message that must not be sent in a frame: a dead letter that says where in it and why, and
// no value.
[[nodiscard]] std::optional<queue::attempt_result> unsendable(const std::string& body);

} // namespace vagus::deliver
