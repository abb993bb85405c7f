#include "engine/listen/file/progress.hpp"

#include <charconv>

namespace vagus::listen::file {
namespace {

std::optional<std::size_t> number(std::string_view text) {
    std::size_t made = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, failed] = std::from_chars(text.data(), end, made);
    if (failed != std::errc{} || stopped != end) return std::nullopt;
    return made;
}

} // namespace

std::string to_text(const place& at) {
    return at.file + ' ' + std::to_string(at.messages) + ' ' + std::to_string(at.refused);
}

std::optional<place> read_place(std::string_view text) {
    const auto first = text.find(' ');
    const auto second = text.find(' ', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const auto messages = number(text.substr(first + 1, second - first - 1));
    const auto refused = number(text.substr(second + 1));
    if (!messages || !refused) return std::nullopt;
    return place{std::string{text.substr(0, first)}, *messages, *refused};
}

} // namespace vagus::listen::file
