// Messages for people: the newest of a window of time first.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "engine/admin/desk.hpp"
#include "engine/admin/server.hpp"
#include "engine/store/message_search.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace vagus::admin {

inline constexpr std::size_t found_rows = 200; // in one answer
inline constexpr std::int64_t found_window_us =
    15LL * 60 * 1'000'000; // unless a time is said: nobody scans by surprise

// What a request means, but for its key, which only the store can hash. Nobody looks whether its names were ever there.
// The error is for the person who asked.
[[nodiscard]] result<store::message_filter, std::string> filter_of(const boost::json::object& request, wall_us now);
[[nodiscard]] boost::json::object page_shown(const store::found_page& page);
// As message.find shows it; nothing: it is not there any more.
[[nodiscard]] boost::asio::awaitable<std::optional<boost::json::object>> found_row(const desk& at, message_id id);
// Where searches read, and the thread that they keep waiting. Outlives the server.
struct message_files {
    std::filesystem::path folder; // the store's
    boost::asio::io_context& slow;
    const clock& time;
};
// Adds message.find.
void add_message_find(std::map<std::string, verb>& verbs, const desk& at, const message_files& files);

} // namespace vagus::admin
