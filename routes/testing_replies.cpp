// What receivers answer in tests, and what comes of it.
#include "routes/testing.hpp"

#include <utility>

namespace vagus::routes {
namespace {

void one_answer(const test_reply& made, const config::node& map, config::reading& context) {
    if (made.file.has_value() + made.message.has_value() + made.status.has_value() + made.code.has_value() != 1)
        context.found.error(
            map, "VG2017",
            "a receiver gives one answer: `message` or `file`, `code` of an acknowledgement, or `status` "
            "of a web server");
}

config::type<hl7::ack_code> answered_code() {
    using enum hl7::ack_code;
    return config::choice<hl7::ack_code>({{"AA", AA}, {"AE", AE}, {"AR", AR}, {"CA", CA}, {"CE", CE}, {"CR", CR}});
}

} // namespace

const config::fields<test_reply>& test_reply_fields() {
    static const auto stated = config::fields<test_reply>{"respond", "The answer of an output's receiver."}
                                   .optional("file", &test_reply::file, config::maybe(config::text()),
                                             "File with the answer, relative to the configuration.")
                                   .optional("message", &test_reply::message, config::maybe(config::text()),
                                             "The answer itself, as a block of lines.")
                                   .optional("code", &test_reply::code, config::maybe(answered_code()),
                                             "An acknowledgement that says this in MSA-1, and no more.")
                                   .optional("status", &test_reply::status, config::maybe(config::integer(100, 599)),
                                             "What a web server answers, such as 201.")
                                   .check(one_answer);
    return stated;
}

config::type<delivery_end> delivery_end_type() {
    using enum delivery_end;
    return config::choice<delivery_end>(
        {{"delivered", delivered}, {"retry", retry}, {"dead_letter", dead_letter}, {"hold", hold}});
}

std::string_view to_text(delivery_end what) {
    switch (what) {
    case delivery_end::delivered: return "delivered";
    case delivery_end::retry: return "retry";
    case delivery_end::dead_letter: return "dead_letter";
    case delivery_end::hold: return "hold";
    }
    std::unreachable();
}

} // namespace vagus::routes
