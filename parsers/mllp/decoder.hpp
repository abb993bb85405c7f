// MLLP framing as a function from bytes to events: <VT> message <FS> <CR>. No I/O, no clock.
// Source: HL7 v2 Minimal Lower Layer Protocol, release 1; ../docs/architecture.md "Framing". Of release 2 the commit
// acknowledgements: VT 06 FS CR for content that is safe, VT 15 FS CR for content that is not. To the decoder they are
// frames.
//
// How real peers are read. The same bytes give the same events however they are cut into reads.
//   FS CR           ends a frame, and so do FS LF, and FS VT where the VT begins the next frame.
//   FS, anything    is text: the frame goes on.
//   FS, silence     waits for its CR; quiet() says that none will come, and ends the frame.
//   VT in a frame   is text (word processors write it for a line break), unless a header (MSH, BHS, FHS) follows it:
//                   then the peer began again. What it left unfinished becomes stray, and the new frame begins.
//   between frames  every byte is kept as stray, up to the next VT.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace vagus::mllp {

inline constexpr char start_block = '\x0B';     // VT
inline constexpr char end_block = '\x1C';       // FS
inline constexpr char carriage_return = '\x0D'; // CR

inline constexpr char commit_ack = '\x06';
inline constexpr char commit_nak = '\x15';

inline constexpr std::size_t head_kept = 1024; // of a frame that is too long

struct limits {
    std::size_t message = 16U << 20U; // longest message between VT and FS
    std::size_t stray = 64U << 10U;   // bytes outside a frame kept in one stray event; longer runs give several
};

// One message, without VT, FS, CR. Large ones are the decoder's own buffer, moved out.
struct frame {
    std::string bytes;
};
// Bytes outside any frame: garbage before VT, NUL or line ends between frames, an unfinished frame (without its VT).
// Never empty. Kept, counted, never acknowledged. A run is reported when the next VT comes, or when it passes
// limits.stray.
struct stray {
    std::string bytes;
};
// A frame that passed limits.message: its first bytes. The decoder then skips to the frame's end or the next VT and
// header.
struct too_long {
    std::string head; // at most head_kept: enough to find MSH-10
};
using event = std::variant<frame, stray, too_long>;

// Bytes may arrive in any pieces; every byte is looked at a bounded number of times. One decoder per connection; not
// thread safe.
class decoder {
  public:
    explicit decoder(limits bounds = {})
        : bounds_{bounds} {}

    // Room to read into, `wanted` bytes; valid until the next call. Then say how many arrived.
    [[nodiscard]] std::span<char> prepare(std::size_t wanted);
    void commit(std::size_t arrived);

    // The next complete event, or nothing until more bytes arrive. Call until it returns nothing.
    [[nodiscard]] std::optional<event> next();
    // Nothing came for a while, or nothing will: a frame that stopped after its FS is complete. Then call next().
    void quiet();

    // Bytes held: the unfinished frame and what follows. Never above limits.message + one read.
    [[nodiscard]] std::size_t held() const { return end_ - begin_; }
    // A frame has begun and not ended: what to say when the connection closes now.
    [[nodiscard]] bool inside_frame() const { return place_ != place::outside; }
    // What is held when the connection ends, for the wire event: an unfinished frame, or stray bytes not yet reported.
    [[nodiscard]] std::string take_rest();

  private:
    enum class place : std::uint8_t { outside, inside, skipping };
    // A byte that ends the text of a frame, or where to look again once more bytes are there.
    struct stop {
        enum class kind : std::uint8_t { end, restart, wait } what;
        std::size_t at;   // of the FS or VT
        std::size_t next; // where the bytes after it begin
    };

    [[nodiscard]] std::optional<event> outside();
    [[nodiscard]] std::optional<event> inside();
    void skip();
    [[nodiscard]] stop find_stop() const;
    [[nodiscard]] std::size_t find(char c, std::size_t from, std::size_t to) const; // `to` when absent
    [[nodiscard]] std::optional<stop> judge(std::size_t at) const;
    [[nodiscard]] frame take_frame(const stop& end);
    [[nodiscard]] std::string take(std::size_t count);
    void give_back();

    limits bounds_;
    std::string buffer_; // its size is the room there is; bytes in use are [begin_, end_)
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t scanned_ = 0;     // bytes before it have been searched
    std::size_t stray_until_ = 0; // bytes before it are stray although a frame once began there
    place place_ = place::outside;
    bool quiet_ = false;
};

// Whether a frame's bytes are a commit acknowledgement, and whether it is a positive one.
[[nodiscard]] constexpr bool is_commit(std::string_view bytes) {
    return bytes.size() == 1 && (bytes[0] == commit_ack || bytes[0] == commit_nak);
}
// Line ends and NULs between frames: the habit of some peers, which says nothing.
[[nodiscard]] constexpr bool is_filler(std::string_view stray) {
    return stray.find_first_not_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos;
}
// VT bytes FS CR.
[[nodiscard]] std::string encode(std::string_view message);

} // namespace vagus::mllp
