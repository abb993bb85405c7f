// SQLite writes a group of messages into its log as two small writes a page: a header of 24 bytes, then the page. This
// VFS gathers them into few large ones. It stands on SQLite's default one, and only the log passes through its buffer:
// every other file, and every call but a write, goes straight on, after what is gathered. Nothing is promised later
// than before: a commit syncs the log, and a sync writes what is gathered first, so that its error is the commit's.
// Source: SQLite, "The OS Interface or VFS" and "WAL-mode File Format".
#pragma once

namespace vagus::store {

// The name that sqlite3_open_v2 knows it by, from the first call on. Any thread.
[[nodiscard]] const char* gathered_log();

} // namespace vagus::store
