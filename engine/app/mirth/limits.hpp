// What an export of Mirth Connect may be at most. A whole server of hundreds of channels has some 20 MB.
#pragma once

#include <cstddef>

namespace vagus::mirth::limits {

inline constexpr std::size_t bytes = std::size_t{64} << 20U;
inline constexpr std::size_t depth = 100;          // elements inside each other; real channels have about 15
inline constexpr std::size_t elements = 1'000'000; // each with two of its attributes
inline constexpr std::size_t script_depth = 50;    // brackets inside each other in an expression
inline constexpr std::size_t later = 2000;         // letters of what stands for a variable behind its steps
inline constexpr std::size_t name = 28; // of a channel or connector: two and a number make a name of at most 64

} // namespace vagus::mirth::limits
