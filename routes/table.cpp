#include "routes/table.hpp"

namespace vagus::routes {

const config::fields<table>& table_fields() {
    static const auto stated =
        config::fields<table>{"table",
                              "A code table: what is written on the left becomes what is written on the right."}
            .required("inline", &table::rows, config::map_of(config::text()), "The rows: key and value.")
            .check([](const table& made, const config::node& map, config::reading& context) {
                if (made.rows.empty()) context.found.error(map, "VG3006", "a table without rows");
            });
    return stated;
}

} // namespace vagus::routes
