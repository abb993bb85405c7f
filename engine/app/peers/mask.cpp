#include "engine/app/peers/mask.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace vagus::peers {
namespace {

constexpr std::size_t security = 8; // MSH-8
constexpr std::size_t value_type = 2;
constexpr std::size_t result_status = 11;
constexpr std::size_t set_id_digits = 4; // HL7 2A.3.68 (SI)

// Their first field is a set id (SI): of others it may be a patient's number (MRG-1), an order's, anything.
constexpr std::array<std::string_view, 26> counted{"AIG", "AIL", "AIP", "AIS", "AL1", "ARV", "DG1", "FT1", "GT1",
                                                   "IAM", "IN1", "IN3", "NK1", "NTE", "OBR", "OBX", "PID", "PR1",
                                                   "PV1", "REL", "RGS", "SPM", "TQ1", "TXA", "UB1", "UB2"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool stays(std::string_view segment, std::size_t field, std::string_view value) {
    if (segment == "MSH" || segment == "BHS" || segment == "FHS") return field != security;
    if (segment == "OBX" && (field == value_type || field == result_status)) return true;
    return field == 1 && value.size() <= set_id_digits && std::ranges::all_of(value, is_digit) &&
           std::ranges::binary_search(counted, segment);
}

char mask(char c) {
    if (is_digit(c)) return '9';
    if (c >= 'A' && c <= 'Z') return 'X';
    if ((c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80) return 'x';
    return c;
}

// Escape sequences that stand for a delimiter say nothing about anybody; what \X..\ holds does.
bool is_delimiter_sequence(std::string_view inside) {
    return inside.size() == 1 && std::string_view{"FSTREPHN"}.contains(inside.front());
}

void mask_field(std::string& text, std::size_t from, std::size_t size, const hl7::delimiters& marks) {
    const auto end = from + size;
    for (auto at = from; at < end; ++at) {
        if (marks.escape != '\0' && text[at] == marks.escape) {
            const auto close = text.find(marks.escape, at + 1);
            if (close < end && is_delimiter_sequence(std::string_view{text}.substr(at + 1, close - at - 1))) {
                at = close;
                continue;
            }
        }
        text[at] = mask(text[at]);
    }
}

} // namespace

std::string masked(const hl7::message& message) {
    std::string out{message.bytes()};
    for (const auto& segment : message.segments())
        for (std::size_t n = 1; n <= segment.fields(); ++n) {
            const auto field = segment.field(n);
            if (field.empty() || stays(segment.id(), n, field)) continue;
            mask_field(out, static_cast<std::size_t>(field.data() - message.bytes().data()), field.size(),
                       message.marks());
        }
    return out;
}

bool stays(const place& at, std::string_view value) {
    return stays(at.segment, at.field, value);
}

std::string masked(const place& at, std::string_view value) {
    std::string out{value};
    if (!stays(at, value)) std::ranges::transform(out, out.begin(), mask);
    return out;
}

} // namespace vagus::peers
