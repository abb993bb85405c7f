// Encryption of the store's files, as a VFS of SQLite's above that of the log (gathered_log.hpp): pages of a database
// and frames of its log, header and all, are encrypted on their way down. What SQLite would write elsewhere, into
// journals and temporary files, is refused: everything of a message lies in these two.
#pragma once

#include "engine/store/store_key.hpp"

namespace vagus::store {

// The name that sqlite3_open_v2 knows it by, under this key. It stays until the process ends. Any thread.
[[nodiscard]] const char* sealed_files(const store_key& key);

} // namespace vagus::store
