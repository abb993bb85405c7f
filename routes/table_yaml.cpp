#include "routes/table_yaml.hpp"

#include "routes/table_rows.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

using config::node;

class yaml_reader {
  public:
    yaml_reader(const table_source& how, config::reading& context)
        : how_{how}
        , context_{context} {}

    std::optional<expr::table> read(const node& rows) {
        const auto before = context_.found.errors();
        auto made = rows.kind == node::shape::map ? of_map(rows) : of_list(rows);
        if (context_.found.errors() != before) return std::nullopt;
        return made;
    }

  private:
    // `718-7: Hb`, or `718-7: { loinc: 718-7, display: Hemoglobin }`.
    expr::table of_map(const node& rows) {
        if (!how_.key.empty()) {
            context_.found.error(how_.key.front().at, "VG3037", "what stands on the left is the key of these rows",
                                 "leave out `key`, or write the rows as a list: - { local: GLU, loinc: 2345-7 }");
            return {};
        }
        if (rows.entries.empty()) return {};
        table_rows into{1, columns_of(rows.entries.front().value), context_.found};
        for (const auto& entry : rows.entries) {
            auto values = values_of(entry.value, entry.key_at);
            if (values && !into.add({entry.key}, std::move(*values), entry.key_at)) break;
        }
        return into.take();
    }

    // `- { facility: A, local: GLU, loinc: 2345-7 }`
    expr::table of_list(const node& rows) {
        if (how_.key.empty()) {
            context_.found.error(rows.at, "VG3037", "which column are these rows found by?", "say key: COLUMN");
            return {};
        }
        if (rows.items.empty()) return {};
        table_rows into{how_.key.size(), columns_of(rows.items.front()), context_.found};
        for (const auto& item : rows.items) {
            auto key = key_of(item);
            auto values = values_of(item, item.at);
            if (key && values && !into.add(*key, std::move(*values), item.at)) break;
        }
        return into.take();
    }

    bool of_key(const std::string& name) const {
        return std::ranges::find(how_.key, name, &config::located<std::string>::value) != how_.key.end();
    }

    // Those that are asked for, or all of the first row that are not its key.
    const std::vector<std::string>& columns_of(const node& first) {
        if (!how_.columns.empty()) {
            for (const auto& column : how_.columns)
                if (!of_key(column.value)) columns_.push_back(column.value);
            return columns_;
        }
        for (const auto& entry : first.entries)
            if (!of_key(entry.key)) columns_.push_back(entry.key);
        std::ranges::sort(columns_);
        return columns_;
    }

    std::optional<std::vector<std::string>> key_of(const node& row) {
        std::vector<std::string> key;
        for (const auto& part : how_.key) {
            const auto* cell = row.find(part.value);
            if (cell == nullptr) {
                context_.found.error(row.at, "VG3010", "this row has no '" + part.value + "', which is its key");
                return std::nullopt;
            }
            if (!config::text().read(cell->value, context_, key.emplace_back())) return std::nullopt;
        }
        return key;
    }

    std::optional<std::vector<std::string>> values_of(const node& row, const config::place& at) {
        std::vector<std::string> values;
        if (row.kind == node::shape::map) {
            for (const auto& column : columns_) {
                const auto* cell = row.find(column);
                if (cell == nullptr) return other_columns(at);
                if (!config::text().read(cell->value, context_, values.emplace_back())) return std::nullopt;
            }
            const auto own = std::ranges::count_if(row.entries, [&](const auto& cell) { return !of_key(cell.key); });
            const bool more = how_.columns.empty() && static_cast<std::size_t>(own) != columns_.size();
            return more || columns_.empty() ? other_columns(at) : std::optional{std::move(values)};
        }
        if (!columns_.empty()) return other_columns(at);
        if (!config::text().read(row, context_, values.emplace_back())) return std::nullopt;
        return values;
    }

    // Every row answers every question.
    std::optional<std::vector<std::string>> other_columns(const config::place& at) {
        context_.found.error(at, "VG3010", "this row has other columns than the first",
                             "give every row the same; '' for nothing");
        return std::nullopt;
    }

    const table_source& how_;
    config::reading& context_;
    std::vector<std::string> columns_;
};

} // namespace

std::optional<expr::table> table_of_yaml(const node& rows, const table_source& how, config::reading& context) {
    return yaml_reader{how, context}.read(rows);
}

} // namespace vagus::routes
