// The table of functions, and what each does. Total and pure: what cannot be done is said, and nothing depends on a
// clock.
// '' goes in and '' comes out, and HL7's "" has no date, number or code.
#include "parsers/expr/functions.hpp"

#include "parsers/expr/dates.hpp"
#include "parsers/expr/evaluate.hpp"
#include "parsers/expr/name_uuid.hpp"
#include "parsers/expr/numbers.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/path/read.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace vagus::expr {
namespace {

using path::scope;
using path::value;
using takes = function::takes;

constexpr std::string_view hl7_null = R"("")";

value argument(const call& of, std::size_t n, const scope& at) {
    return evaluate(*of.arguments[n], at);
}
std::vector<std::string> arguments(const call& of, const scope& at) {
    std::vector<std::string> out;
    for (const auto& each : of.arguments) out.push_back(evaluate(*each, at).take());
    return out;
}
bool nothing(const value& text) {
    return text.empty() || text.view() == hl7_null;
}
value truth(bool so) {
    return value{so ? std::string_view{"true"} : std::string_view{"false"}};
}

template <char From, char To, int Shift> made_value shifted(const call& of, const scope& at) {
    auto text = argument(of, 0, at).take();
    for (char& c : text)
        if (c >= From && c <= To) c = static_cast<char>(c + Shift); // ASCII: codes, not names
    return value{std::move(text)};
}

made_value trim(const call& of, const scope& at) {
    auto text = argument(of, 0, at).take();
    constexpr std::string_view blanks = " \t\r\n";
    text.erase(0, std::min(text.find_first_not_of(blanks), text.size()));
    text.erase(text.find_last_not_of(blanks) + 1);
    return value{std::move(text)};
}

// Where character n (from 0) of UTF-8 begins; bytes that are none count as characters.
std::size_t byte_of(std::string_view text, std::size_t n) {
    std::size_t at = 0;
    for (; at < text.size() && n > 0; --n) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    }
    return at;
}

result<std::size_t, std::string_view> whole_number(std::string_view text) {
    std::size_t n = 0;
    auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (wrong != std::errc{} || end != text.data() + text.size()) return fail(std::string_view{"not a whole number"});
    return n;
}

made_value substr(const call& of, const scope& at) {
    const auto text = argument(of, 0, at).take();
    const auto from = whole_number(argument(of, 1, at).view());
    if (!from) return fail(from.error());
    if (*from == 0) return fail(std::string_view{"characters count from 1"});
    const auto begin = byte_of(text, *from - 1);
    auto rest = std::string_view{text}.substr(begin);
    if (of.arguments.size() == 2) return value{std::string{rest}};
    const auto length = whole_number(argument(of, 2, at).view());
    if (!length) return fail(length.error());
    return value{std::string{rest.substr(0, byte_of(rest, *length))}};
}

made_value concat(const call& of, const scope& at) {
    std::string out;
    for (const auto& each : arguments(of, at)) out += each;
    return value{std::move(out)};
}

made_value join(const call& of, const scope& at) {
    const auto& list = std::get<element>(of.arguments.front()->what).what;
    const auto between = argument(of, 1, at).take();
    std::string out;
    for (const auto& each : path::read_all(list, at, path::reach::as_written)) {
        if (each.empty() || each == hl7_null) continue;
        if (!out.empty()) out += between;
        out += each;
    }
    return value{std::move(out)};
}

made_value count(const call& of, const scope& at) {
    const auto& list = std::get<element>(of.arguments.front()->what).what;
    const auto far = path::is_list(list) ? path::reach::as_written : path::reach::every_match;
    return value{std::to_string(path::read_all(list, at, far).size())};
}

// Formatting commands (2.5.1 chapter 2.7): line breaks become line breaks, the rest of them nothing.
made_value plain(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    const char mark = at.document.marks.escape;
    std::string out;
    for (auto rest = text.view(); !rest.empty();) {
        const auto begin = mark == '\0' ? std::string_view::npos : rest.find(mark);
        out += rest.substr(0, begin);
        if (begin == std::string_view::npos) break;
        const auto end = rest.find(mark, begin + 1);
        const auto command =
            end == std::string_view::npos ? std::string_view{} : rest.substr(begin + 1, end - begin - 1);
        const bool known = command == "H" || command == "N" || command.starts_with('.');
        if (command.starts_with(".br") || command.starts_with(".sp") || command.starts_with(".ce")) out += '\n';
        if (!known) out += mark;
        rest.remove_prefix(known ? end + 1 : begin + 1);
    }
    return value{std::move(out)};
}

made_value number_of(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    if (nothing(text)) return value{};
    auto digits = plain_number(text.view());
    if (!digits) return fail(std::string_view{"not a number"});
    return value{std::move(*digits)};
}
made_value is_number(const call& of, const scope& at) {
    return truth(plain_number(argument(of, 0, at).view()).has_value());
}

// RFC 4648 section 4, padded.
made_value is_base64(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    auto body = text.view();
    if (body.empty() || body.size() % 4 != 0) return truth(false);
    body.remove_suffix(body.ends_with("==") ? 2 : body.ends_with('=') ? 1 : 0);
    return truth(std::ranges::all_of(body, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }));
}

constexpr std::string_view no_date = "not a date";

made_value date(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    if (nothing(text)) return value{};
    const auto read = hl7::read_time_stamp(text.view());
    if (!read) return fail(no_date);
    return value{fhir_date(*read)};
}

// What times of this message mean that say no offset: MSH-7's is for all of them (2.5.1 chapter 2.15.9.7).
std::string_view offset_of(const hl7::document& message) {
    const auto sent = hl7::read_time_stamp(hl7::part(message.field("MSH", 7), message.marks.component, 1));
    return sent ? sent->offset : std::string_view{};
}

made_value date_time(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    if (nothing(text)) return value{};
    const auto read = hl7::read_time_stamp(text.view());
    if (!read) return fail(no_date);
    const auto own = of.arguments.size() > 1 ? argument(of, 1, at) : value{};
    if (!own.empty() && !is_offset(own.view())) return fail(std::string_view{"not an offset such as '+01:00' or 'Z'"});
    const auto sent = offset_of(at.document);
    auto made = fhir_date_time(*read, sent.empty() ? own.view() : sent);
    if (!made)
        return fail(std::string_view{"a time without an offset, and MSH-7 has none: give one, such as '+01:00', or say "
                                     "else fhir_date( )"});
    return value{std::move(*made)};
}

made_value time_of_day(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    if (nothing(text)) return value{};
    auto made = fhir_time(text.view());
    if (!made) return fail(std::string_view{"not a time of day"});
    return value{std::move(*made)};
}

made_value lookup(const call& of, const scope& at) {
    const auto key = argument(of, 1, at);
    if (nothing(key)) return value{};
    const auto row = of.in->rows.find(key.view());
    if (row == of.in->rows.end()) return fail(std::string_view{"no row for this key; add a row, or say else"});
    return value{std::string_view{row->second[of.column]}};
}

made_value uuid(const call& of, const scope& at) {
    const auto parts = arguments(of, at);
    if (std::ranges::any_of(parts, [](const std::string& part) { return part.empty() || part == hl7_null; }))
        return fail(std::string_view{"a part is empty, and the id would be somebody else's"});
    return value{name_uuid(parts)};
}

made_value index(const call&, const scope& at) {
    return value{std::to_string(at.inside->index)};
}
made_value position(const call&, const scope& at) {
    const auto& loop = *at.inside;
    const auto segment = at.segment != path::nowhere ? at.segment : loop.groups->all()[loop.group].begin;
    return value{std::to_string(segment + 1)};
}

made_value reference(const call& of, const scope& at) {
    auto found = at.entries->find(argument(of, 0, at).view());
    if (found.empty())
        return fail(std::string_view{"there is no such entry in this bundle: it was skipped, or never made"});
    return value{std::move(found)};
}

made_value of_request(const call& of, const scope& at) {
    if (at.request == nullptr) return fail(std::string_view{"what had been sent is not at hand any more"});
    return evaluate(*of.arguments.front(), {*at.request, at.cost});
}

constexpr std::size_t many = 64;

constexpr std::array all_functions{
    function{.name = "upper", .form = "upper(TEXT)", .least = 1, .most = 1, .apply = shifted<'a', 'z', 'A' - 'a'>},
    function{.name = "lower", .form = "lower(TEXT)", .least = 1, .most = 1, .apply = shifted<'A', 'Z', 'a' - 'A'>},
    function{.name = "trim", .form = "trim(TEXT)", .least = 1, .most = 1, .apply = trim},
    function{.name = "substr", .form = "substr(TEXT, FROM, LENGTH)", .least = 2, .most = 3, .apply = substr},
    function{.name = "concat", .form = "concat(TEXT, TEXT, ...)", .least = 2, .most = many, .apply = concat},
    function{.name = "join",
             .form = "join(OBX-5[*], ', ')",
             .least = 2,
             .most = 2,
             .arguments = takes::list_then_values,
             .apply = join},
    function{.name = "count",
             .form = "count(PID-3[*])",
             .least = 1,
             .most = 1,
             .arguments = takes::list_then_values,
             .gives = kind::number,
             .apply = count},
    function{.name = "plain", .form = "plain(TEXT)", .least = 1, .most = 1, .apply = plain},
    function{.name = "number", .form = "number(TEXT)", .least = 1, .most = 1, .gives = kind::number, .apply = number_of},
    function{
        .name = "is_number", .form = "is_number(TEXT)", .least = 1, .most = 1, .gives = kind::condition, .apply = is_number},
    function{
        .name = "is_base64", .form = "is_base64(TEXT)", .least = 1, .most = 1, .gives = kind::condition, .apply = is_base64},
    function{.name = "fhir_date", .form = "fhir_date(PID-7.1)", .least = 1, .most = 1, .apply = date},
    function{.name = "fhir_datetime",
             .form = "fhir_datetime(OBX-14.1, '+01:00')",
             .least = 1,
             .most = 2,
             .apply = date_time},
    function{.name = "fhir_time", .form = "fhir_time(OBX-5)", .least = 1, .most = 1, .apply = time_of_day},
    function{.name = "lookup",
             .form = "lookup('TABLE', KEY, 'COLUMN')",
             .least = 2,
             .most = 3,
             .arguments = takes::literal_then_values,
             .apply = lookup},
    function{.name = "uuid", .form = "uuid('Patient', SYSTEM, VALUE)", .least = 1, .most = many, .apply = uuid},
    function{.name = "index", .form = "index()", .gives = kind::number, .in_loops = true, .apply = index},
    function{.name = "position", .form = "position()", .gives = kind::number, .in_loops = true, .apply = position},
    function{.name = "ref", .form = "ref('ENTRY')", .least = 1, .most = 1, .with_entries = true, .apply = reference},
    function{
        .name = "request", .form = "request(PID-3.1)", .least = 1, .most = 1, .of_request = true, .apply = of_request},
};

} // namespace

std::span<const function> functions() {
    return all_functions;
}

const function* function_named(std::string_view name) {
    const auto* found = std::ranges::find(all_functions, name, &function::name);
    return found == all_functions.end() ? nullptr : found;
}

} // namespace vagus::expr
