#include "engine/store/body_form.hpp"

#include "engine/store/patch.hpp"

#include <stdexcept>

namespace vagus::store {
namespace {

constexpr std::size_t length_bytes = 4;

[[noreturn]] void nobody_wrote_it() {
    throw std::runtime_error{"a row of `body` has no form this version knows"};
}

// From the length of the attributes on.
unpacked split(std::string_view row) {
    if (row.size() < length_bytes) nobody_wrote_it();
    std::size_t length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i)
        length |= static_cast<std::size_t>(static_cast<std::uint8_t>(row[i])) << (8 * i);
    if (row.size() - length_bytes < length) nobody_wrote_it();
    return {row.substr(length_bytes, length), row.substr(length_bytes + length)};
}

std::string_view patched(std::string_view received, std::string_view patch, std::string& buffer) {
    auto whole = apply_patch(received, patch);
    if (!whole) throw std::runtime_error{"a row of `body` is no patch of the bytes received"};
    buffer = std::move(*whole);
    return buffer;
}

} // namespace

body_form form_of(content what, bool attributes) {
    switch (what) {
    case content::received: return body_form::attributes;
    case content::whole: return attributes ? body_form::both : body_form::whole;
    case content::patch: return attributes ? body_form::patch_and_attributes : body_form::patch;
    }
    return body_form::whole;
}

std::string_view pack(body_form form, std::string_view attributes, std::string_view bytes, std::string& buffer) {
    if (form == body_form::whole || form == body_form::patch) return bytes;
    if (form == body_form::attributes) return attributes;
    buffer.clear();
    for (unsigned shift = 0; shift < 8 * length_bytes; shift += 8)
        buffer.push_back(static_cast<char>((attributes.size() >> shift) & 0xFFU));
    buffer.append(attributes).append(bytes);
    return buffer;
}

unpacked unpack(body_form form, std::string_view row, std::string_view received, std::string& buffer) {
    switch (form) {
    case body_form::whole: return {{}, row};
    case body_form::attributes: return {row, received};
    case body_form::both: return split(row);
    case body_form::patch: return {{}, patched(received, row, buffer)};
    case body_form::patch_and_attributes: {
        const auto [attributes, patch] = split(row);
        return {attributes, patched(received, patch, buffer)};
    }
    }
    nobody_wrote_it();
}

} // namespace vagus::store
