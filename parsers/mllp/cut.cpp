#include "parsers/mllp/cut.hpp"

#include "parsers/mllp/decoder.hpp"
#include "parsers/mllp/headers.hpp"

#include <algorithm>
#include <cstring>

namespace vagus::mllp {
namespace {

bool says_something(char c) {
    return static_cast<unsigned char>(c) > 0x20;
}

// Where c stands first from `from` on; the size of the text: nowhere.
std::size_t place_of(char c, std::string_view text, std::size_t from) {
    const auto* at = static_cast<const char*>(std::memchr(text.data() + from, c, text.size() - from));
    return at == nullptr ? text.size() : static_cast<std::size_t>(at - text.data());
}

} // namespace

std::optional<std::size_t> cut_in(std::string_view message) {
    const auto last = std::find_if(message.rbegin(), message.rend(), says_something);
    const auto text = message.substr(0, static_cast<std::size_t>(message.rend() - last));
    const auto* first = std::ranges::find_if(text, says_something);
    const auto begin = static_cast<std::size_t>(first - text.begin());
    if (begin == text.size()) return std::nullopt;

    const auto end = place_of(end_block, text, begin);
    const auto before = text.substr(0, end); // a VT behind the first FS comes too late
    for (auto at = place_of(start_block, before, begin); at < before.size(); at = place_of(start_block, before, at + 1))
        if (begins_header(text.substr(at + 1))) return at;
    return end < text.size() ? std::optional{end} : std::nullopt;
}

} // namespace vagus::mllp
