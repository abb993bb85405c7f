#include "engine/audit/folder.hpp"

#include "engine/audit/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <system_error>

namespace vagus::audit {
namespace {

constexpr std::size_t digits = 12;
constexpr std::string_view ending = ".jsonl";

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [at, wrong] = std::from_chars(text.data(), end, value);
    return wrong == std::errc{} && at == end ? std::optional{value} : std::nullopt;
}

} // namespace

std::vector<file> files_of(const std::filesystem::path& folder) {
    std::vector<file> all;
    std::error_code missing;
    for (const auto& each : std::filesystem::directory_iterator{folder, missing}) {
        const auto name = each.path().filename().string();
        if (name.size() != digits + ending.size() || !name.ends_with(ending)) continue;
        if (const auto first = number(std::string_view{name}.substr(0, digits))) all.push_back({*first, each.path()});
    }
    std::ranges::sort(all, {}, &file::first);
    return all;
}

std::filesystem::path file_from(const std::filesystem::path& folder, std::uint64_t first) {
    return folder / fmt::format("{:0{}}{}", first, digits, ending);
}

std::string head_text(const head& what) {
    return fmt::format("{:020} {}\n", what.n, what.hash);
}

std::optional<head> read_head(const std::filesystem::path& folder) {
    std::ifstream in{folder / "head", std::ios::binary};
    std::string count;
    head made;
    if (!(in >> count >> made.hash) || made.hash.size() != 64) return std::nullopt;
    const auto n = number(count);
    if (!n) return std::nullopt;
    made.n = *n;
    return made;
}

std::optional<std::string> read_whole(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary | std::ios::ate};
    const auto size = in ? static_cast<std::streamoff>(in.tellg()) : -1;
    if (size < 0 || static_cast<std::uint64_t>(size) > 2 * file_bytes) return std::nullopt;
    std::string bytes(static_cast<std::size_t>(size), '\0');
    in.seekg(0);
    in.read(bytes.data(), size);
    return in.gcount() == size ? std::optional{std::move(bytes)} : std::nullopt;
}

} // namespace vagus::audit
