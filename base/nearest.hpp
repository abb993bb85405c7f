// What a person probably meant by a word that is not known.
#pragma once

#include <string_view>
#include <vector>

namespace vagus {

// The one of `known` that is at most two changes of a letter away, the nearest first; empty: none. Words of more than
// 64 letters are no typing mistakes.
[[nodiscard]] std::string_view nearest(std::string_view written, const std::vector<std::string_view>& known);

} // namespace vagus
