// Functions on dates and times. HL7's "" passes as it is where a date goes in and comes out.
#include "parsers/expr/functions/arguments.hpp"

#include "parsers/expr/dates.hpp"
#include "parsers/expr/time_format.hpp"
#include "parsers/expr/zoned.hpp"
#include "parsers/hl7/element.hpp"

namespace vagus::expr {
namespace {

using path::scope;
using path::value;

constexpr std::string_view no_date = "not a date";
constexpr std::string_view not_known_here = "the time of receipt is not known here";

made_value from(of_time<std::string> made) {
    if (!made) return fail(made.error());
    return value{std::move(*made)};
}

made_value date(const call& of, const scope& at) {
    auto text = argument(of, 0, at);
    if (nothing(text)) return text;
    const auto read = of.format ? of.format->read(text.view()) : read_moment(text.view());
    if (!read) return because(of.format ? "not a date of this format" : no_date);
    return value{to_text(*read)};
}

made_value format(const call& of, const scope& at) {
    auto time = argument(of, 0, at);
    if (nothing(time)) return time;
    const auto read = read_moment(time.view());
    if (!read) return because(no_date);
    return from(of.format->write(*read));
}

made_value now(const call& of, const scope& at) {
    const auto time = time_of_receipt(at);
    if (!time) return because(not_known_here);
    return of.format ? from(of.format->write(*time)) : value{to_text(*time)};
}

made_value add_time(const call& of, const scope& at) {
    auto time = argument(of, 0, at);
    if (nothing(time)) return time;
    return from(moved_time(operation::add, time.view(), argument(of, 1, at).view(), at));
}

made_value in_zone(const call& of, const scope& at) {
    auto time = argument(of, 0, at);
    if (nothing(time)) return time;
    return from(time_in(*of.zone, time.view(), at));
}

made_value age_years(const call& of, const scope& at) {
    const auto birth = argument(of, 0, at);
    if (nothing(birth)) return value{};
    if (of.arguments.size() == 2) return from(years_between(birth.view(), argument(of, 1, at).view()));
    const auto time = time_of_receipt(at);
    if (!time) return because(not_known_here);
    return from(years_between(birth.view(), to_text(*time)));
}

made_value fhir_day(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    if (nothing(text)) return value{};
    const auto read = hl7::read_time_stamp(text.view());
    if (!read) return because(no_date);
    return value{fhir_date(*read)};
}

// What times of this message mean that say no offset: MSH-7's is for all of them (2.5.1 chapter 2.15.9.7).
std::string_view offset_of(const hl7::document& message) {
    const auto sent = hl7::read_time_stamp(hl7::part(message.field("MSH", 7), message.marks.component, 1));
    return sent ? sent->offset : std::string_view{};
}

made_value fhir_moment(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    if (nothing(text)) return value{};
    const auto read = hl7::read_time_stamp(text.view());
    if (!read) return because(no_date);
    const auto own = of.arguments.size() > 1 ? argument(of, 1, at) : value{};
    if (!own.empty() && !is_offset(own.view())) return because("not an offset such as '+01:00' or 'Z'");
    auto offset = std::string{offset_of(at.document)};
    if (offset.empty()) offset = own.view();
    if (offset.empty()) offset = local_offset(text.view(), at);
    auto made = fhir_date_time(*read, offset);
    if (!made)
        return because("a time without an offset, and neither MSH-7 nor site.timezone says one: give one, such as "
                       "'+01:00', or say else fhir_date( )");
    return value{std::move(*made)};
}

made_value fhir_clock(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    if (nothing(text)) return value{};
    auto made = fhir_time(text.view());
    if (!made) return because("not a time of day");
    return value{std::move(*made)};
}

constexpr std::array all{
    function{.name = "date",
             .form = "date(PID-7), or date(ZPI-1, '%d.%m.%Y')",
             .least = 1,
             .most = 2,
             .arguments = {takes::text, takes::format},
             .gives = kind::time,
             .apply = date},
    function{.name = "format",
             .form = "format(date(PID-7), '%Y%m%d')",
             .least = 2,
             .most = 2,
             .arguments = {takes::time, takes::format},
             .apply = format},
    function{.name = "now",
             .form = "now(), or now('%Y%m%d%H%M%S%z')",
             .most = 1,
             .arguments = {takes::format},
             .gives = kind::time,
             .other_from = 1,
             .apply = now},
    function{.name = "add_time",
             .form = "add_time(date(PV1-44), 2h)",
             .least = 2,
             .most = 2,
             .arguments = {takes::time, takes::duration},
             .gives = kind::time,
             .apply = add_time},
    function{.name = "in_zone",
             .form = "in_zone(date(PV1-44), 'Europe/Vienna')",
             .least = 2,
             .most = 2,
             .arguments = {takes::time, takes::zone},
             .gives = kind::time,
             .apply = in_zone},
    function{.name = "age_years",
             .form = "age_years(date(PID-7)), or age_years(date(PID-7), date(PV1-44))",
             .least = 1,
             .most = 2,
             .arguments = {takes::time, takes::time},
             .gives = kind::number,
             .apply = age_years},
    function{.name = "fhir_date", .form = "fhir_date(PID-7.1)", .least = 1, .most = 1, .apply = fhir_day},
    function{.name = "fhir_datetime",
             .form = "fhir_datetime(OBX-14.1, '+01:00')",
             .least = 1,
             .most = 2,
             .apply = fhir_moment},
    function{.name = "fhir_time", .form = "fhir_time(OBX-5)", .least = 1, .most = 1, .apply = fhir_clock},
};

} // namespace

std::span<const function> date_functions() {
    return all;
}

} // namespace vagus::expr
