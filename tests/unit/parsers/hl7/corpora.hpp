// Real messages of public projects, which stay outside the project: VAGUS_CORPORA says where, and tests pass without
// them.
#pragma once

#include "tests/support/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace corpora {

inline std::filesystem::path folder() {
    const char* set = std::getenv("VAGUS_CORPORA");
    return set != nullptr ? set : "../shared/corpora";
}

inline bool present() {
    if (std::filesystem::is_directory(folder())) return true;
    WARN("no corpora at " << folder() << " (VAGUS_CORPORA): not tested on real messages");
    return false;
}

inline std::string read(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline std::vector<std::filesystem::path> messages() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder()})
        if (entry.path().extension() == ".hl7") files.push_back(entry.path());
    return files;
}

} // namespace corpora
