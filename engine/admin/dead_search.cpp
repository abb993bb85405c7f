#include "engine/admin/dead_search.hpp"

#include "engine/admin/ask_store.hpp"
#include "engine/admin/cause.hpp"
#include "engine/admin/protocol.hpp"

#include <algorithm>
#include <utility>

namespace vagus::admin {
namespace asio = boost::asio;

namespace {

using dead_page = result<store::page<store::dead_letter>, std::string>;
using maybe_message = std::optional<store::stored_message>;

bool wanted(const dead_selection& what, const store::dead_letter& row, std::string_view cause) {
    if (!what.cause.empty() && what.cause != cause) return false;
    return what.group.empty() || what.group == group_of(row, cause);
}

} // namespace

asio::awaitable<result<dead_walk, std::string>>
walk_dead(store::store& where, store::mailbox& box, const dead_selection& what, std::size_t most,
          const std::function<void(const store::dead_letter&, std::string_view)>& take) {
    dead_walk walk;
    auto query = what.query;
    query.most = std::min(most, rows);
    for (bool first = true; most > 0; first = false) {
        const auto page = co_await answer_of<dead_page>(
            [&where, &box, &query](auto done) { where.dead_letters(query, box, std::move(done)); });
        if (!page) co_return fail(page.error());
        if (first) walk.end = page->end;
        if (page->unreadable) walk.unreadable.push_back(*page->unreadable);
        walk.next = page->next;
        for (const auto& row : page->rows) {
            const auto cause = cause_of(row);
            if (!wanted(what, row, cause)) continue;
            take(row, cause);
            if (--most > 0) continue;
            walk.next = row.at;
            break;
        }
        if (!walk.next) break;
        query.after = *walk.next;
    }
    co_return walk;
}

std::optional<dead_name> parse_dead_name(std::string_view text) {
    const auto slash = text.find('/');
    const auto id = parse_message_id(text.substr(0, slash));
    if (!id) return std::nullopt;
    return dead_name{*id, std::string{slash == std::string_view::npos ? std::string_view{} : text.substr(slash + 1)}};
}

bool fits(const dead_name& wanted, const store::stored_part& part) {
    const bool dead = part.state == store::delivery_state::dead || part.state == store::delivery_state::failed;
    return dead && (wanted.name.empty() || wanted.name == part.name);
}

asio::awaitable<maybe_message> message_of(store::store& where, store::mailbox& box, message_id id) {
    co_return co_await answer_of<maybe_message>(
        [&where, &box, id](auto done) { where.message_of(id, box, std::move(done)); });
}

} // namespace vagus::admin
