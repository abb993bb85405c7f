#include "engine/store/body_form.hpp"

#include <stdexcept>

namespace vagus::store {
namespace {

constexpr std::size_t length_bytes = 4;

} // namespace

body_form form_of(bool own_bytes, bool attributes) {
    if (!attributes) return body_form::whole;
    return own_bytes ? body_form::both : body_form::attributes;
}

std::string_view pack(body_form form, std::string_view attributes, std::string_view bytes, std::string& buffer) {
    if (form == body_form::whole) return bytes;
    if (form == body_form::attributes) return attributes;
    buffer.clear();
    for (unsigned shift = 0; shift < 8 * length_bytes; shift += 8)
        buffer.push_back(static_cast<char>((attributes.size() >> shift) & 0xFFU));
    buffer.append(attributes).append(bytes);
    return buffer;
}

unpacked unpack(body_form form, std::string_view row, std::string_view received) {
    switch (form) {
    case body_form::whole: return {{}, row};
    case body_form::attributes: return {row, received};
    case body_form::both: {
        if (row.size() < length_bytes) break;
        std::size_t length = 0;
        for (std::size_t i = 0; i < length_bytes; ++i)
            length |= static_cast<std::size_t>(static_cast<std::uint8_t>(row[i])) << (8 * i);
        if (row.size() - length_bytes < length) break;
        return {row.substr(length_bytes, length), row.substr(length_bytes + length)};
    }
    }
    throw std::runtime_error{"a row of `body` has no form this version knows"};
}

} // namespace vagus::store
