// The files of the dashboard, as they go to a browser. Made by scripts/cmake/embed.cmake; the text of each is
// compressed once, when the program is built.
#pragma once

#include <span>
#include <string_view>

namespace vagus::dashboard {

struct file {
    std::string_view path; // "/" or "/assets/app-1A2B3C.js"
    std::string_view content_type;
    std::string_view etag; // without the quotes
    std::string_view gzipped;
    bool immutable = false; // its name changes with its text: browsers may keep it for ever
};

// None: the program was built with VAGUS_DASHBOARD=off.
std::span<const file> files();

} // namespace vagus::dashboard
