// A write that met the end of a quota (EDQUOT) is cut short in the same place as on a full disk (ENOSPC), and as
// decided; SQLite knows the second alone, and would call the first a failed write.
#pragma once

namespace vagus::store {

// From now on SQLite, in the whole process, hears ENOSPC for both. Any thread, any number of times.
void take_quota_for_full();

} // namespace vagus::store
