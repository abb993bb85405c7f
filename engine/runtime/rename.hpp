// Renaming that never replaces a file.
#pragma once

#include <string>

namespace vagus::runtime {

// Between two open folders of one file system. 0, or -1 with errno: EEXIST when the name is taken. Not durable before
// both folders are synced.
[[nodiscard]] int rename_to_free(int from, const std::string& name, int to, const std::string& as);

} // namespace vagus::runtime
