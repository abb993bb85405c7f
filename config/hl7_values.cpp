// Paths, expressions and templates as values: their own parsers say what is wrong, the node says where.
#include "config/types.hpp"

#include <algorithm>

namespace vagus::config {
namespace {

template <class T, class Parse>
bool read_with(Parse parse, std::string_view code, const node& value, reading& context, T& into) {
    auto made = parse(std::string_view{value.text});
    if (!made) {
        context.found.add(value, code, made.error());
        return false;
    }
    into = std::move(*made);
    return true;
}

// "PV1-19.1", "PID.patient_name" or "$mrn" alone: in a text field its letters would be written into the record. A field
// or an alias must be there: PID alone is also a word.
bool is_exactly_a_path(std::string_view text) {
    const bool hl7 =
        text.size() > 4 && text[3] != ' ' && (text[3] == '.' || text.substr(3).contains('-')) &&
        std::ranges::all_of(text.substr(0, 3), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
    const bool alias = text.size() > 1 && text[0] == '$' && text[1] != '{' && text[1] != '$';
    if (!hl7 && !alias) return false;
    const auto read = path::parse(text);
    return read && (read->field || !read->alias.empty());
}

expr::surroundings both(expr::surroundings one, expr::surroundings other) {
    return {one.loop || other.loop, one.segment || other.segment, one.repetition || other.repetition,
            one.entries || other.entries};
}

} // namespace

type<path::path> hl7_path() {
    static constexpr auto words = "a path such as PID-3.1";
    return {
        .read =
            [](const node& value, reading& context, path::path& into) {
                return is_scalar(value, context, words) &&
                       read_with([&](std::string_view text) { return expr::parse_path(text, context.around); },
                                 "VG2001", value, context, into);
            },
        .show = [](const path::path& value) { return value == path::path{} ? std::string{} : path::to_text(value); },
        .schema = [](definitions&) { return text_schema(words); },
        .words = words,
    };
}

namespace {

template <class Parse> type<expr::expression> bare(Parse parse, const char* words) {
    return {
        .read =
            [parse, words](const node& value, reading& context, expr::expression& into) {
                const auto here = [&](std::string_view text) { return parse(text, context.around); };
                return is_scalar(value, context, words) && read_with(here, "VG2002", value, context, into);
            },
        .show = [](const expr::expression& value) { return value.source; },
        .schema = [words](definitions&) { return text_schema(words); },
        .words = words,
    };
}

} // namespace

type<expr::expression> condition(expr::surroundings around) {
    return bare(
        [around](std::string_view text, expr::surroundings more) { return expr::parse(text, both(around, more)); },
        "an expression such as MSH-9.1 == 'ADT'");
}

type<expr::expression> expression(expr::surroundings around) {
    return bare([around](std::string_view text,
                         expr::surroundings more) { return expr::parse_value(text, both(around, more)); },
                "an expression such as PID-3.1 or upper(PID-5.1)");
}

type<expr::text_template> templated(expr::surroundings around, bool sole_condition) {
    static constexpr auto words = "text, with ${...} around what is read from the message";
    return {
        .read =
            [around, sole_condition](const node& value, reading& context, expr::text_template& into) {
                if (!is_scalar(value, context, words)) return false;
                if (is_exactly_a_path(value.text)) {
                    context.found.error(
                        value, "VG2005", "'" + value.text + "' is a path, and would be written as these letters",
                        "try: ${" + value.text + "} for its value, ${'" + value.text + "'} for the letters");
                    return false;
                }
                const auto parse = [&](std::string_view text) {
                    return expr::parse_template(text, both(around, context.around), sole_condition);
                };
                return read_with(parse, "VG2004", value, context, into);
            },
        .show = [](const expr::text_template& value) { return value.source; },
        .schema = [](definitions&) { return text_schema(words); },
        .words = words,
    };
}

} // namespace vagus::config
