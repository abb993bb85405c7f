// What people ask of one message: show, compare, explain, edit and send once more; and what the rules would do with one
// that is pasted.
#pragma once

#include "engine/admin/desk.hpp"
#include "engine/admin/server.hpp"
#include "engine/app/reloading.hpp"

#include <boost/asio/io_context.hpp>

#include <map>
#include <string>

namespace vagus::app {

// Adds message.show, message.bytes, message.diff, message.explain, message.edit and try. All of it outlives the server;
// `slow` is the context of a thread for what reads files and runs rules.
void add_message_verbs(std::map<std::string, admin::verb>& verbs, const admin::desk& at, const reloading& running,
                       boost::asio::io_context& slow, const clock& time);

} // namespace vagus::app
