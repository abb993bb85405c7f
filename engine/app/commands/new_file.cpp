#include "engine/app/commands/new_file.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace vagus::app {

std::string write_new_file(const std::filesystem::path& file, std::string_view text) {
    std::error_code error;
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
    if (error) return error.message();
    // "x": between looking and opening somebody else may have made it.
    std::FILE* out = std::fopen(file.c_str(), "wbx");
    if (out == nullptr) return errno == EEXIST ? "it exists already" : std::generic_category().message(errno);
    const bool whole = std::fwrite(text.data(), 1, text.size(), out) == text.size();
    const bool closed = std::fclose(out) == 0;
    return whole && closed ? std::string{} : "it could not be written to its end";
}

std::string replace_file(const std::filesystem::path& file, std::string_view text) {
    std::error_code error;
    const auto target = std::filesystem::canonical(file, error); // a link stays one
    if (error) return error.message();
    auto beside = target;
    beside += ".new";
    if (auto why = write_new_file(beside, text); !why.empty()) return beside.string() + ": " + why;
    std::filesystem::permissions(beside, std::filesystem::status(target, error).permissions(), error);
    if (!error) std::filesystem::rename(beside, target, error);
    return error ? error.message() : std::string{};
}

} // namespace vagus::app
