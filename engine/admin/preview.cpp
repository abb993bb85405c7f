#include "engine/admin/preview.hpp"

#include "engine/admin/ask_store.hpp"
#include "engine/admin/protocol.hpp"

#include <boost/json/array.hpp>

#include <utility>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

using delivered_page = result<store::page<store::delivered_row>, std::string>;

// From the segment of the first that is to be sent; what lies before it is older, and is not counted. False when some
// of it could not be read.
asio::awaitable<bool> read_delivered(store::store& where, store::mailbox& box, std::uint32_t output,
                                     later_count& later) {
    store::delivered_query what{output, {later.first().segment, 0}};
    for (;;) { // a page a turn, until the last
        const auto page = co_await answer_of<delivered_page>(
            [&where, &box, &what](auto done) { where.delivered(what, box, std::move(done)); });
        if (!page || page->unreadable) co_return false;
        for (const auto& row : page->rows) later.delivered(row);
        if (!page->next) co_return true;
        what.after = *page->next;
    }
}

} // namespace

void preview::ready(const store::new_message& linked) {
    ++ready_;
    const store::delivery_ref message{linked.parent->segment, linked.parent->row};
    for (const auto& delivery : linked.deliveries)
        if (delivery.state == store::delivery_state::pending) later_[delivery.name].to_send(message, delivery.keys);
}

void preview::not_ready(std::string why) {
    const bool room = not_ready_.size() < reasons || not_ready_.contains(why);
    ++not_ready_[room ? std::move(why) : "for other reasons"];
}

asio::awaitable<json::object> preview::told(store::store& where, store::mailbox& box) {
    json::object later;
    for (auto& [output, count] : later_) {
        const bool counted = co_await read_delivered(where, box, output, count);
        later[where.name(output)] = counted ? json::value(count.count()) : json::value(nullptr);
    }
    json::array not_ready;
    for (const auto& [why, n] : not_ready_) not_ready.push_back(json::object{{"why", why}, {"n", n}});
    co_return json::object{{"ready", ready_}, {"not", std::move(not_ready)}, {"later", std::move(later)}};
}

} // namespace vagus::admin
