#include "routes/table.hpp"

#include "config/side_files.hpp"
#include "routes/limits.hpp"
#include "routes/table_csv.hpp"
#include "routes/table_source.hpp"
#include "routes/table_yaml.hpp"

namespace vagus::routes {
namespace {

std::optional<expr::table> rows_of(const table_source& from, config::reading& context) {
    if (from.rows) return table_of_yaml(*from.rows, from, context);
    const auto& name = from.yaml ? *from.yaml : *from.csv;
    if (context.files == nullptr) {
        context.found.error(name, "VG0010", "no file can be read here", "write the rows under `inline`");
        return std::nullopt;
    }
    if (from.yaml) {
        const auto* rows = context.files->read(name, true);
        return rows != nullptr ? table_of_yaml(*rows, from, context) : std::nullopt;
    }
    const auto file = context.files->read_text(name, limits::bytes_of_csv, *from.set);
    if (!file) return std::nullopt;
    return table_of_csv(context.files->file(*file).text, static_cast<std::uint32_t>(*file), from, context.found);
}

bool read(const config::node& value, config::reading& context, table& into) {
    table_source from;
    if (!table_source_fields().read(value, context, from)) return false;
    auto made = rows_of(from, context);
    if (!made) return false;
    if (made->rows.empty()) {
        context.found.error(value, "VG3006", "a table without rows");
        return false;
    }
    into.rows = std::make_shared<const expr::table>(std::move(*made));
    return true;
}

} // namespace

config::type<table> table_type() {
    const auto source = config::object(table_source_fields);
    return {.read = read,
            .show = [](const table&) { return std::string{}; },
            .schema = source.schema,
            .words = source.words};
}

std::string table_reference() {
    return table_source_fields().reference();
}

} // namespace vagus::routes
