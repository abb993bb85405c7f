#include "config/read_file.hpp"

#include <fstream>

namespace vagus::config {

result<std::string, std::string> read_file(const std::filesystem::path& path, std::size_t most) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) return fail(std::string{"there is no such file"});
    if (error) return fail(error.message());
    if (status.type() != std::filesystem::file_type::regular) return fail(std::string{"it is not a regular file"});
    std::ifstream in{path, std::ios::binary};
    if (!in) return fail(std::string{"it cannot be opened (check its permissions)"});
    // One byte more than allowed tells a file at the limit from one past it, whatever its size was a moment ago.
    std::string bytes(most + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (in.bad()) return fail(std::string{"it cannot be read"});
    if (bytes.size() > most) return fail("it is larger than " + std::to_string(most) + " bytes");
    bytes.shrink_to_fit();
    return bytes;
}

} // namespace vagus::config
