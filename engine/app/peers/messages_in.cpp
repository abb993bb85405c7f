#include "engine/app/peers/messages_in.hpp"

#include "base/limits.hpp"
#include "parsers/mllp/decoder.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <variant>

namespace vagus::peers {
namespace {

constexpr std::string_view line_ends = "\r\n";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// The first line with its ends; blank lines after it belong to it.
std::string_view first_line(std::string_view text) {
    const auto end = text.find_first_of(line_ends);
    if (end == std::string_view::npos) return text;
    return text.substr(0, std::min(text.find_first_not_of(line_ends, end), text.size()));
}

// What may stand before the first segment of a file: a byte order mark and blank lines. Part of the first message, so
// that its bytes can be written back.
std::string_view lead_of(std::string_view text) {
    const std::size_t mark = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    const auto begin = text.find_first_not_of(" \t\r\n", mark);
    return text.substr(0, begin == std::string_view::npos ? mark : begin);
}

bool is_batch_line(std::string_view line) {
    static constexpr std::array<std::string_view, 4> ids{"FHS", "BHS", "BTS", "FTS"};
    return std::ranges::any_of(ids, [&](std::string_view id) { return line.starts_with(id); });
}

std::vector<std::string> frames_in(std::string_view text) {
    mllp::decoder decoder{{.message = limits::message_bytes}};
    std::vector<std::string> out;
    auto take = [&] {
        while (auto event = decoder.next())
            if (auto* frame = std::get_if<mllp::frame>(&*event)) out.push_back(std::move(frame->bytes));
    };
    while (!text.empty()) {
        auto room = decoder.prepare(std::min(text.size(), 64 * limits::KiB));
        const std::size_t n = std::min(room.size(), text.size());
        std::copy_n(text.begin(), n, room.begin());
        decoder.commit(n);
        text.remove_prefix(n);
        take();
    }
    if (!decoder.inside_frame()) return out;
    // A dump that was cut off: what there is of the last message.
    std::string rest = decoder.take_rest();
    rest.erase(0, rest.starts_with(mllp::start_block) ? 1 : 0);
    while (rest.ends_with(mllp::end_block)) rest.pop_back();
    out.push_back(std::move(rest));
    return out;
}

} // namespace

std::vector<std::string> messages_in(std::string_view text) {
    if (text.find(mllp::start_block) != std::string_view::npos) return frames_in(text);

    std::vector<std::string> out;
    bool inside = false;
    auto before = lead_of(text);
    for (std::string_view rest = text.substr(before.size()); !rest.empty();) {
        const std::string_view line = first_line(rest);
        rest.remove_prefix(line.size());
        if (line.starts_with("MSH"))
            out.emplace_back(std::exchange(before, {})), inside = true;
        else if (is_batch_line(line))
            inside = false;
        if (inside) out.back().append(line);
    }
    if (out.empty() && !blank(text)) out.emplace_back(text);
    return out;
}

std::string with_carriage_returns(std::string_view message) {
    std::string out;
    out.reserve(message.size() + 1);
    message.remove_prefix(lead_of(message).size());
    while (!message.empty()) {
        const std::string_view line = first_line(message);
        message.remove_prefix(line.size());
        const std::string_view text = line.substr(0, line.find_first_of(line_ends));
        if (!text.empty()) out.append(text) += mllp::carriage_return;
    }
    return out;
}

} // namespace vagus::peers
