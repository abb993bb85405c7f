#include "engine/observe/process.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace vagus::observe {
namespace {

// Of /proc/self/stat, by its number in proc(5); the second, a name in brackets, may have blanks in it.
struct of_stat {
    std::array<double, 53> fields{};

    of_stat() {
        std::ifstream file{"/proc/self/stat"};
        std::string line;
        std::getline(file, line);
        const auto name_ends = line.rfind(')');
        if (name_ends == std::string::npos || name_ends + 2 >= line.size()) return;
        std::istringstream rest{line.substr(name_ends + 2)};
        std::string word;
        for (std::size_t i = 3; i < fields.size() && rest >> word; ++i)
            if (i > 3) fields[i] = std::stod(word);
    }
};

// When the machine started, seconds since 1970.
double boot_time() {
    std::ifstream file{"/proc/stat"};
    std::string line;
    while (std::getline(file, line))
        if (line.starts_with("btime ")) return std::stod(line.substr(6));
    return 0;
}

} // namespace

process this_process() {
    const of_stat stat;
    const auto ticks = static_cast<double>(std::max(1L, ::sysconf(_SC_CLK_TCK)));
    process self;
    self.cpu_seconds = (stat.fields[14] + stat.fields[15]) / ticks; // utime, stime
    self.threads = static_cast<std::uint64_t>(stat.fields[20]);
    self.started = boot_time() + stat.fields[22] / ticks;
    self.resident_bytes =
        static_cast<std::uint64_t>(stat.fields[24]) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    std::error_code unreadable;
    for (std::filesystem::directory_iterator each{"/proc/self/fd", unreadable}, end; !unreadable && each != end;
         each.increment(unreadable))
        ++self.open_files;
    ::rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) self.most_files = limit.rlim_cur;
    return self;
}

} // namespace vagus::observe
