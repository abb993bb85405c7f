#include "engine/audit/follower.hpp"

#include "engine/audit/folder.hpp"
#include "engine/audit/limits.hpp"

#include <algorithm>
#include <fstream>

namespace vagus::audit {

// The file after the one it is in, or the one that the next entry lies in.
bool follower::find_file() {
    const auto files = files_of(folder_);
    auto found = std::ranges::find_if(files, [&](const file& each) { return each.first > file_; });
    if (file_ == 0)
        while (found != files.end() && std::next(found) != files.end() && std::next(found)->first <= n_ + 1) ++found;
    if (found == files.end()) return false;
    file_ = found->first;
    path_ = found->path;
    offset_ = 0;
    return true;
}

// Whole lines from the offset on; a line is never longer than what is read.
std::string follower::chunk() const {
    std::string bytes(2 * line_bytes, '\0');
    std::ifstream in{path_, std::ios::binary};
    in.seekg(static_cast<std::streamoff>(offset_));
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    bytes.resize(bytes.rfind('\n') + 1);
    return bytes;
}

std::vector<read_line> follower::next(std::size_t most) {
    std::vector<read_line> found;
    const auto safe = read_head(folder_);
    if (!safe || safe->n <= n_) return found;
    while (found.size() < most && n_ < safe->n) {
        const auto bytes = file_ == 0 ? std::string{} : chunk();
        if (bytes.empty()) {
            if (!find_file()) return found;
            continue;
        }
        for (std::size_t at = 0; at < bytes.size() && found.size() < most;) {
            const auto end = bytes.find('\n', at);
            auto line = read(std::string_view{bytes}.substr(at, end - at));
            if (line && line->what.n > safe->n) return found;
            offset_ += end + 1 - at;
            at = end + 1;
            if (!line || line->what.n <= n_) continue;
            n_ = line->what.n;
            found.push_back(std::move(*line));
        }
    }
    return found;
}

} // namespace vagus::audit
