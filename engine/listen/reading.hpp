// How an input reads the bytes of a message: the part of its configuration that every way in shares.
#pragma once

#include "config/fields.hpp"
#include "parsers/charset/reading.hpp"
#include "parsers/hl7/message.hpp"

namespace vagus::listen {

struct reading_terms {
    charset::policy charset;
    charset::invalid_bytes invalid_bytes = charset::invalid_bytes::keep;
    hl7::strictness parse = hl7::strictness::lenient;

    [[nodiscard]] charset::policy policy() const { return {charset.from, charset.set, invalid_bytes}; }
};
[[nodiscard]] const config::fields<reading_terms>& reading_fields();

} // namespace vagus::listen
