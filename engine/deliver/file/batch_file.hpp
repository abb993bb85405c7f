// Many messages as one file, there whole or not at all, and none of them twice. Blocks.
#pragma once

#include "engine/deliver/file/put.hpp"

#include <memory>
#include <string>
#include <vector>

namespace vagus::deliver::file {

struct batch_file {
    std::string folder;
    std::string prefix;  // that all files of one slot have: "lab-20260301-0200-"
    std::string id;      // of the first message: tells the files of a slot apart
    std::string ending;  // ".hl7"
    std::string created; // FHS-7 and BHS-7
    bool in_file = true; // with FHS and FTS
    std::vector<std::shared_ptr<const std::string>> messages;
    // An earlier life may have written some of them, and not have known it for long enough to say so: those that stand
    // in a file of this slot are left out.
    bool may_be_there = false;
};

struct batch_written {
    put_result what;
    std::string name;               // of the file; empty: all were there
    std::vector<std::string> where; // of each message: the file it stands in, where that is another one
};

[[nodiscard]] batch_written write(const batch_file& made);

} // namespace vagus::deliver::file
