// Audits that tests write, and break.
#pragma once

#include "engine/audit/folder.hpp"
#include "engine/audit/trail.hpp"
#include "tests/support/catch.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include <unistd.h>

namespace vagus::audit::test {

class store_folder {
  public:
    store_folder() {
        static std::atomic<int> count = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("vagus-audit-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    store_folder(store_folder&&) = delete;
    ~store_folder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path audit() const { return path_ / folder_name; }
    [[nodiscard]] std::filesystem::path newest() const { return files_of(audit()).back().path; }

  private:
    std::filesystem::path path_;
};

inline std::unique_ptr<trail> open(const store_folder& folder, terms how = {}) {
    auto made = trail::open(folder.path(), system_clock(), std::move(how));
    if (!made) FAIL(made.error());
    return std::move(*made);
}

inline entry act(const std::string& who, const std::string& what, const std::string& message = {}) {
    entry made;
    made.who = who;
    made.role = "operator";
    made.what = what;
    if (!message.empty()) made.about = {{"message", message}};
    made.reason = "because";
    made.from = "10.1.4.9";
    return made;
}

inline std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline void overwrite(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream{file, std::ios::binary | std::ios::trunc} << bytes;
}

} // namespace vagus::audit::test
