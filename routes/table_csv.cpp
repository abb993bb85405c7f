#include "routes/table_csv.hpp"

#include "config/source_text.hpp"
#include "parsers/csv/rows.hpp"
#include "routes/table_rows.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

// Which cells of a row are its key, and which its values.
struct layout {
    std::size_t width = 0;
    std::vector<std::size_t> key;
    std::vector<std::size_t> values;
    std::vector<std::string> columns;
};

class csv_reader {
  public:
    csv_reader(std::string_view text, std::uint32_t file, const table_source& how, config::findings& found)
        : source_{text, file}
        , rows_{text, how.separator.value_or(csv::separator_of(text))}
        , how_{how}
        , found_{found} {}

    std::optional<expr::table> read() {
        const auto before = found_.errors();
        const auto as = layout_of();
        if (!as) return std::nullopt;
        table_rows made{as->key.size(), as->columns, found_};
        while (next() && take(*as, made)) {
        }
        if (found_.errors() != before) return std::nullopt;
        return made.take();
    }

  private:
    // The next row that says something: spreadsheets leave lines of separators behind.
    bool next() {
        for (;;) {
            const auto more = rows_.next(row_);
            if (!more) {
                found_.error(source_.at(more.error().offset), "VG3030", "expected " + more.error().expected,
                             more.error().hint);
                return false;
            }
            if (!*more) return false;
            if (!std::ranges::all_of(row_, &std::string::empty, &csv::cell::text)) return true;
        }
    }

    std::optional<layout> layout_of() {
        std::vector<std::string> names;
        config::place first{.file = source_.at(0).file, .line = 1, .column = 1};
        if (how_.header) {
            if (!next()) {
                found_.error(first, "VG3006", "a table without rows");
                return std::nullopt;
            }
            first = source_.at(row_.front().at);
            if (!all_differ()) return std::nullopt;
            for (const auto& cell : row_) names.push_back(cell.text);
        } else {
            for (const auto& column : how_.columns) names.push_back(column.value);
        }
        layout made{.width = names.size(), .key = {}, .values = {}, .columns = {}};
        const auto find = [&](const config::located<std::string>& wanted) {
            const auto at = std::ranges::find(names, wanted.value);
            if (at == names.end())
                found_.error(wanted.at, "VG3034", "no column named '" + wanted.value + "' in this file",
                             config::suggest(wanted.value, names));
            return static_cast<std::size_t>(at - names.begin());
        };
        const auto before = found_.errors();
        for (const auto& part : how_.key) made.key.push_back(find(part));
        const auto value = [&](std::size_t column) {
            if (std::ranges::find(made.key, column) != made.key.end()) return;
            made.values.push_back(column);
            made.columns.push_back(names[column]);
        };
        if (how_.columns.empty())
            for (std::size_t i = 0; i < names.size(); ++i) value(i);
        for (const auto& column : how_.columns)
            if (const auto at = find(column); at < names.size()) value(at);
        if (found_.errors() != before) return std::nullopt;
        return made;
    }

    bool all_differ() {
        for (auto cell = row_.begin(); cell != row_.end(); ++cell) {
            if (std::ranges::find(row_.begin(), cell, cell->text, &csv::cell::text) == cell) continue;
            found_.error(source_.at(cell->at), "VG3034", "this column stands in the first row twice",
                         "give every column a name of its own");
            return false;
        }
        return true;
    }

    bool take(const layout& as, table_rows& into) {
        const auto here = source_.at(row_.front().at);
        if (row_.size() != as.width) {
            found_.error(here, "VG3035",
                         "this row has " + std::to_string(row_.size()) + " cells, the first has " +
                             std::to_string(as.width),
                         "a cell with the separator in it stands in quotes");
            return true;
        }
        std::vector<std::string> key;
        for (const auto column : as.key) key.push_back(std::move(row_[column].text));
        std::vector<std::string> values;
        for (const auto column : as.values) values.push_back(std::move(row_[column].text));
        return into.add(key, std::move(values), source_.at(row_[as.key.front()].at));
    }

    config::source_text source_;
    csv::rows rows_;
    csv::row row_;
    const table_source& how_;
    config::findings& found_;
};

} // namespace

std::optional<expr::table> table_of_csv(std::string_view text, std::uint32_t file, const table_source& how,
                                        config::findings& found) {
    return csv_reader{text, file, how, found}.read();
}

} // namespace vagus::routes
