// Text, names, booleans, whole numbers.
#include "config/types.hpp"

#include <algorithm>
#include <charconv>

namespace vagus::config {
namespace {

constexpr std::size_t name_length = 64;

std::string_view shape_text(node::shape kind) {
    switch (kind) {
    case node::shape::nothing: return "nothing";
    case node::shape::scalar: return "a text";
    case node::shape::sequence: return "a list";
    case node::shape::map: return "a map";
    }
    return "";
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= name_length && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

} // namespace

std::string quoted(const node& value) {
    return value.expanded ? "the value that stands here" : "'" + value.text + "'";
}

bool wrong_shape(const node& value, reading& context, std::string_view words) {
    const std::string expected{words};
    if (value.kind == node::shape::nothing) {
        context.found.error(value, "VG1004", "no value here; expected " + expected,
                            "write '' for empty text, {} or [] for none; what belongs to a key is indented deeper");
        return false;
    }
    context.found.error(value.at, "VG1003", "expected " + expected + ", found " + std::string{shape_text(value.kind)});
    return false;
}

bool wrong_value(const node& value, reading& context, std::string_view words, std::string fix) {
    context.found.error(value, "VG1005", quoted(value) + " is not " + std::string{words}, std::move(fix));
    return false;
}

bool is_scalar(const node& value, reading& context, std::string_view words) {
    return value.kind == node::shape::scalar || wrong_shape(value, context, words);
}

namespace {

// In the value of an output that is no template: $${ is ${, and a hole is a mistake.
bool without_holes(const node& value, reading& context, std::string& into) {
    into.clear();
    for (std::size_t i = 0; i < value.text.size(); ++i) {
        const auto rest = std::string_view{value.text}.substr(i);
        if (rest.starts_with("$${")) continue; // its second $ stays
        const bool escaped = i > 0 && value.text[i - 1] == '$';
        if (rest.starts_with("${") && !escaped) {
            context.found.error(value.place_of(i), "VG0015", "this value is not made from a message: no ${...} here",
                                "settings know ${env:NAME}, ${env:NAME:-default} and ${file:PATH}");
            return false;
        }
        into += value.text[i];
    }
    return true;
}

} // namespace

type<std::string> text() {
    static constexpr auto words = "text";
    return {
        .read =
            [](const node& value, reading& context, std::string& into) {
                if (!is_scalar(value, context, words)) return false;
                if (value.holes) return without_holes(value, context, into);
                into = value.text;
                return true;
            },
        .show = [](const std::string& value) { return value; },
        .schema = [](definitions&) { return text_schema(words); },
        .words = words,
    };
}

type<std::string> name() {
    static constexpr auto words = "a name (letters, digits, _ and -, at most 64)";
    return {
        .read =
            [](const node& value, reading& context, std::string& into) {
                if (!is_scalar(value, context, words)) return false;
                if (!is_name(value.text)) return wrong_value(value, context, words);
                into = value.text;
                return true;
            },
        .show = [](const std::string& value) { return value; },
        .schema = [](definitions&) { return text_schema(words, "[A-Za-z0-9_-]{1,64}"); },
        .words = words,
    };
}

type<bool> boolean() {
    static constexpr auto words = "true or false";
    return {
        .read =
            [](const node& value, reading& context, bool& into) {
                if (!is_scalar(value, context, words)) return false;
                if (value.text != "true" && value.text != "false") return wrong_value(value, context, words);
                into = value.text == "true";
                return true;
            },
        .show = [](const bool& value) -> std::string { return value ? "true" : "false"; },
        .schema = [](definitions&) -> boost::json::value {
            return {{"anyOf", {{{"type", "boolean"}}, {{"type", "string"}, {"pattern", R"(^\$\{(env|file):)"}}}}};
        },
        .words = words,
    };
}

type<std::int64_t> integer(std::int64_t least, std::int64_t most) {
    const auto words = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    return {
        .read =
            [=](const node& value, reading& context, std::int64_t& into) {
                if (!is_scalar(value, context, words)) return false;
                std::int64_t number = 0;
                const char* end = value.text.data() + value.text.size();
                const auto [stop, error] = std::from_chars(value.text.data(), end, number);
                if (stop != end || error == std::errc::invalid_argument) return wrong_value(value, context, words);
                if (error != std::errc{} || number < least || number > most) {
                    context.found.error(value, "VG1006", quoted(value) + " is out of bounds: " + words);
                    return false;
                }
                into = number;
                return true;
            },
        .show = [](const std::int64_t& value) { return std::to_string(value); },
        .schema = [=](definitions&) -> boost::json::value {
            return {{"title", words},
                    {"anyOf",
                     {{{"type", "integer"}, {"minimum", least}, {"maximum", most}},
                      {{"type", "string"}, {"pattern", R"(^\$\{(env|file):)"}}}}};
        },
        .words = words,
    };
}

} // namespace vagus::config
