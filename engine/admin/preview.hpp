// What sending something again would do, before it is done: how much can be sent, why the rest cannot, and how many
// later messages of the same keys each receiver has already.
#pragma once

#include "engine/admin/later.hpp"
#include "engine/store/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace vagus::admin {

class preview {
  public:
    void ready(const store::new_message& linked);
    void not_ready(std::string why);
    // "ready", "not" (why, n), "later" (by output; null where it could not be counted). Reads what was delivered since,
    // a page at a time; `where` and `box` outlive it.
    [[nodiscard]] boost::asio::awaitable<boost::json::object> told(store::store& where, store::mailbox& box);

  private:
    std::int64_t ready_ = 0;
    std::map<std::string, std::int64_t> not_ready_; // by why
    std::map<std::uint32_t, later_count> later_;    // by output
};

} // namespace vagus::admin
