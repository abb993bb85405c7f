#include "engine/admin/codes.hpp"

#include "engine/admin/protocol.hpp"
#include "engine/admin/readable.hpp"
#include "engine/admin/selection.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

// The most frequent first. A code is a value of a message.
json::array codes_of(const intake::lookup_misses::of_table& table, bool values) {
    std::vector<std::pair<std::string, intake::lookup_misses::code>> all(table.codes.begin(), table.codes.end());
    std::ranges::sort(all, [](const auto& a, const auto& b) {
        return a.second.n != b.second.n ? a.second.n > b.second.n : a.first < b.first;
    });
    json::array rows;
    for (const auto& [code, seen] : all)
        rows.push_back(json::object{{"code", values ? json::value(readable(code)) : json::value(nullptr)},
                                    {"n", seen.n},
                                    {"last_us", seen.last},
                                    {"message", to_text(seen.message)}});
    return rows;
}

asio::awaitable<json::object> list(std::shared_ptr<const intake::lookup_misses> misses, json::object request) {
    const auto wanted = text_in(request, "table");
    const auto all = misses->look();
    if (!wanted.empty() && !all.contains(wanted))
        co_return refusal("there is no table '" + wanted + "' in the rules: `vagus list tables` lists them",
                          "not_found");
    json::array tables;
    for (const auto& [name, table] : all) {
        if (!wanted.empty() && name != wanted) continue;
        std::uint64_t listed = 0;
        for (const auto& [code, seen] : table.codes) listed += seen.n;
        tables.push_back(json::object{{"table", name},
                                      {"misses", table.all},
                                      {"not_listed", table.all - listed},
                                      {"codes", codes_of(table, flag_in(request, "values"))}});
    }
    co_return json::object{{"tables", std::move(tables)}};
}

} // namespace

void add_code_verbs(std::map<std::string, verb>& verbs, std::shared_ptr<const intake::lookup_misses> misses) {
    verbs["codes.list"] = [misses = std::move(misses)](const json::object& request) { return list(misses, request); };
}

} // namespace vagus::admin
