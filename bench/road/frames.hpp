// The least of MLLP and HL7 that the bench's programs need: where a frame ends, and two fields by counting bars.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace road {

inline constexpr char start_block = '\x0B';
inline constexpr std::string_view frame_end = "\x1C\x0D";

// Both ends are ours and send clean frames, so a frame starts where the last one ended.
[[nodiscard]] inline std::optional<std::size_t> frame_size(std::string_view bytes) {
    const auto end = bytes.find(frame_end);
    if (end == std::string_view::npos) return std::nullopt;
    return end + frame_end.size();
}

// The text between bar number `bar` and the next bar or segment end; empty when there is none.
[[nodiscard]] inline std::string_view field(std::string_view segment, int bar) {
    std::size_t at = 0;
    for (; bar > 0; --bar) {
        at = segment.find_first_of("|\r", at);
        if (at == std::string_view::npos || segment[at] == '\r') return {};
        ++at;
    }
    return segment.substr(at, segment.find_first_of("|\r\x1C", at) - at);
}

// MSH-1 is itself a bar, so MSH-10 stands after the ninth.
[[nodiscard]] inline std::string_view control_id(std::string_view frame) {
    return field(frame, 9);
}

[[nodiscard]] inline std::string_view patient(std::string_view frame) {
    const auto pid = frame.find("\rPID|");
    return pid == std::string_view::npos ? std::string_view{} : field(frame.substr(pid + 1), 3);
}

[[nodiscard]] inline std::string positive_answer(std::string_view control) {
    std::string answer = "\x0BMSH|^~\\&|ROAD|BENCH|||20260101000000||ACK|";
    answer.append(control).append("|P|2.5\rMSA|AA|").append(control).append("\r").append(frame_end);
    return answer;
}

} // namespace road
