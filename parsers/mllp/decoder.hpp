// MLLP framing as a function from bytes to events: <VT> message <FS> <CR>. No I/O, no clock.
// Source: HL7 v2 Minimal Lower Layer Protocol, release 1; ../docs/architecture.md "Framing".
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <variant>

namespace vagus::mllp {

inline constexpr char start_block = '\x0B';     // VT
inline constexpr char end_block = '\x1C';       // FS
inline constexpr char carriage_return = '\x0D'; // CR

struct limits {
    std::size_t message = 16U << 20U; // longest message between VT and FS
    std::size_t stray = 64U << 10U;   // bytes outside a frame kept in one stray event; longer runs give several
};

// One message, without VT, FS, CR.
struct frame {
    std::string bytes;
};
// Bytes outside any frame: garbage before VT, NUL or line ends between frames. Kept, counted, never acknowledged.
struct stray {
    std::string bytes;
};
// A frame that passed limits.message: its first bytes. The decoder then skips to the frame's end (FS CR) or the next VT.
struct too_long {
    std::string head; // at most 1 KiB: enough to find MSH-10
};
using event = std::variant<frame, stray, too_long>;

// Bytes may arrive in any pieces. One decoder per connection; not thread safe.
class decoder {
  public:
    explicit decoder(limits bounds = {});

    // Room to read into, at least `wanted` bytes; valid until the next call. Then say how many arrived.
    [[nodiscard]] std::span<char> prepare(std::size_t wanted);
    void commit(std::size_t arrived);

    // The next complete event, or nothing until more bytes arrive. Call until it returns nothing.
    [[nodiscard]] std::optional<event> next();

    // Bytes held: the unfinished frame and what follows. Never above limits.message + one read.
    [[nodiscard]] std::size_t held() const;
    // A frame has begun and not ended: what to say when the connection closes now.
    [[nodiscard]] bool inside_frame() const;
    // What is held when the connection ends inside a frame, for the wire event.
    [[nodiscard]] std::string take_rest();
};

// VT bytes FS CR.
[[nodiscard]] std::string encode(std::string_view message);

} // namespace vagus::mllp
