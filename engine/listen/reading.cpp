#include "engine/listen/reading.hpp"

#include "engine/listen/charset_field.hpp"

namespace vagus::listen {

const config::fields<reading_terms>& reading_fields() {
    static const auto stated =
        config::fields<reading_terms>{"reading", "How the bytes of a message are read."}
            .optional("charset", &reading_terms::charset, charset_field(),
                      "In which character set messages are read. `guess`: valid UTF-8, else windows-1252. "
                      "`from_msh18`: what MSH-18 says, else as `guess`. `{ fallback: X }`: what MSH-18 says, else X. "
                      "`{ force: X }`: X, whatever MSH-18 says.")
            .optional("invalid_bytes", &reading_terms::invalid_bytes,
                      config::choice<charset::invalid_bytes>({{"keep", charset::invalid_bytes::keep},
                                                              {"replace", charset::invalid_bytes::replace},
                                                              {"reject", charset::invalid_bytes::reject}}),
                      "Bytes that are no character of that set: kept as they are, replaced, or a reason to refuse.")
            .optional("parse", &reading_terms::parse,
                      config::choice<hl7::strictness>(
                          {{"lenient", hl7::strictness::lenient}, {"strict", hl7::strictness::strict}}),
                      "How much is forgiven. `lenient`: LF and blank lines between segments, a last segment without "
                      "CR, MSH-2 of one to five characters. `strict`: the letter of HL7's chapter 2.");
    return stated;
}

} // namespace vagus::listen
