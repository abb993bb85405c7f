// What the system says of this process, as Prometheus' client libraries tell it.
#pragma once

#include <cstdint>

namespace vagus::observe {

struct process {
    double cpu_seconds = 0;
    double started = 0; // seconds since 1970
    std::uint64_t resident_bytes = 0;
    std::uint64_t open_files = 0;
    std::uint64_t most_files = 0;
    std::uint64_t threads = 0;
};

// Zeros for what cannot be read. Reads /proc.
[[nodiscard]] process this_process();

} // namespace vagus::observe
