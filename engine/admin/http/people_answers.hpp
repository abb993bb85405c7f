// The endpoints about people: sessions, users, tokens.
#pragma once

#include "engine/access/attempts.hpp"
#include "engine/admin/http/api.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <string>

namespace vagus::admin::http {

// All of it outlives the answerers.
struct people_desk {
    access::people& people;
    access::sessions& sessions;
    access::attempts& attempts;
    doorkeeper& door;
    boost::asio::io_context& slow; // a thread for passwords and the disk
    const clock& time;
    std::string site;
    std::string timezone;
    std::int64_t idle_seconds = 0;
    std::chrono::minutes reveals_for{10};
    std::function<boost::asio::awaitable<bool>(std::string)> is_stored{}; // a message of that id, and can be read
};
void add_people_answers(std::map<std::string, answerer, std::less<>>& to, const people_desk& at);

} // namespace vagus::admin::http
