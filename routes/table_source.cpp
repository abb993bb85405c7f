#include "routes/table_source.hpp"

#include "config/character_set.hpp"

namespace vagus::routes {
namespace {

using config::node;

config::type<std::optional<node>> rows_type() {
    static constexpr auto words = "a map of keys to values, or a list of maps";
    return {
        .read =
            [](const node& value, config::reading& context, std::optional<node>& into) {
                if (value.kind != node::shape::map && value.kind != node::shape::sequence)
                    return config::wrong_shape(value, context, words);
                into = value;
                return true;
            },
        .show = [](const std::optional<node>&) { return std::string{}; },
        .schema = [](config::definitions& defs) -> boost::json::value {
            const auto columns = config::map_of(config::text()).schema(defs);
            return {
                {"anyOf",
                 {{{"type", "object"}, {"additionalProperties", {{"anyOf", {config::text().schema(defs), columns}}}}},
                  {{"type", "array"}, {"items", columns}}}}};
        },
        .words = words,
    };
}

config::type<std::optional<node>> file_type() {
    static constexpr auto words = "the name of a file";
    return {
        .read =
            [](const node& value, config::reading& context, std::optional<node>& into) {
                if (!config::is_scalar(value, context, words)) return false;
                into = value;
                return true;
            },
        .show = [](const std::optional<node>&) { return std::string{}; },
        .schema = [](config::definitions&) { return config::text_schema(words); },
        .words = words,
    };
}

config::type<std::optional<char>> separator_type() {
    static constexpr auto words = "one character, or tab";
    return {
        .read =
            [](const node& value, config::reading& context, std::optional<char>& into) {
                if (!config::is_scalar(value, context, words)) return false;
                const auto text = value.text == "tab" ? std::string{"\t"} : value.text;
                const bool good = text.size() == 1 && text != "\"" && text != "\r" && text != "\n" && text[0] > 0;
                if (!good) return config::wrong_value(value, context, words);
                into = text[0];
                return true;
            },
        .show = [](const std::optional<char>&) { return std::string{}; },
        .schema = [](config::definitions&) { return config::text_schema(words); },
        .words = words,
    };
}

void check_source(const table_source& made, const node& map, config::reading& context) {
    const auto wrong = [&](const node& at, std::string what, std::string fix) {
        context.found.error(at, "VG3037", std::move(what), std::move(fix));
    };
    const int places = (made.rows ? 1 : 0) + (made.yaml ? 1 : 0) + (made.csv ? 1 : 0);
    if (places != 1)
        return wrong(map, "the rows of a table stand in one place", "say one of `inline`, `yaml` and `csv`");
    if (made.csv && made.key.empty())
        return wrong(map, "which column are the rows of this file found by?", "say key: COLUMN");
    if (!made.header && made.columns.empty())
        return wrong(map, "a file without a first row of names needs `columns`", "name all of them, in order");
    for (const auto* of_csv : {"separator", "charset", "header"})
        if (const auto* entry = map.find(of_csv); entry != nullptr && !made.csv)
            return wrong(entry->key_node(), "`" + entry->key + "` is for CSV files", "leave it out");
}

} // namespace

const config::fields<table_source>& table_source_fields() {
    static const auto stated =
        config::fields<table_source>{"table",
                                     "A code table: what is written on the left becomes what is written on the right."}
            .optional("inline", &table_source::rows, rows_type(),
                      "The rows: key and value, key and a map of columns, or a list of maps with `key` among them.")
            .optional("yaml", &table_source::yaml, file_type(),
                      "A file with rows as `inline` has them, below the configuration's folder.")
            .optional("csv", &table_source::csv, file_type(), "A CSV file, below the configuration's folder.")
            .optional("key", &table_source::key, config::list_or_one(config::with_place(config::text())),
                      "The column that a row is found by; of several, `lookup('NAME', [A, B], 'COLUMN')` gives one "
                      "value each.")
            .optional("columns", &table_source::columns, config::list(config::with_place(config::text())),
                      "The columns that are meant, where not all; without `header` those of the file, in order.")
            .optional("separator", &table_source::separator, separator_type(),
                      "Between cells; without it the one of `,` `;` `|` and tab that the first row has most of.")
            .optional("charset", &table_source::set, config::character_set(), "Of the CSV file.")
            .optional("header", &table_source::header, config::boolean(),
                      "`false`: the first row of the CSV file is a row like the others, and `columns` names them.")
            .check(check_source);
    return stated;
}

} // namespace vagus::routes
