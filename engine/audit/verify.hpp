// Whether the audit is as it was written: every line, their chain and that none is missing. Reads files only, so it may
// run beside the engine; what is appended meanwhile is not looked at.
#pragma once

#include "engine/audit/folder.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vagus::audit {

struct verdict {
    std::uint64_t entries = 0;        // that hold
    head last;                        // to be noted elsewhere, and asked for another day
    std::vector<std::string> faults;  // "000000000001.jsonl:7: ...", the first faults_listed
    std::vector<std::string> remarks; // what a crash tore and a start repaired
    [[nodiscard]] bool well() const { return faults.empty(); }
};

// `known` was the last entry of another day: it must still be there, with that hash.
[[nodiscard]] verdict verify(const std::filesystem::path& folder, const std::optional<head>& known = {});

} // namespace vagus::audit
