// What can be wrong with a store. Kinds are told apart because their cures differ: each has an exit code of its own
// (engine/app/commands/commands.hpp) and a paragraph in docs/store.md.
#pragma once

#include <cstdint>
#include <exception>

namespace vagus::store {

enum class trouble : std::uint8_t {
    unusable,  // its files are not those of one store that this program knows: a missing one, a newer format
    in_use,    // another process has it
    full,      // no space is left on its disk
    read_only, // its disk takes no writes
    locked,    // its key is missing, or another one
    damaged,   // a file does not hold what was written to it
    undecided, // a write or a sync failed, and nobody can say what of it survived
};

// The system's word for a write that found no room: on the disk, or in the quota of who writes.
[[nodiscard]] bool is_no_room(int system_error);

// From SQLite's result code (a quota is a full disk to it: quota.hpp). It does not tell the error behind a failed
// write, but for a full disk: whether the disk has become read-only is to be asked of the disk.
[[nodiscard]] trouble trouble_of(int sqlite_code);
// Of whatever the parts of the store throw.
[[nodiscard]] trouble trouble_of(const std::exception& error);

// What a person does about it: a sentence to be put behind the one that says what happened.
[[nodiscard]] const char* cure_of(trouble what);

} // namespace vagus::store
