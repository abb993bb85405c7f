#include "engine/app/commands/input_file.hpp"

#include "base/limits.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace vagus::app {
namespace {

struct close_file {
    void operator()(std::FILE* file) const {
        if (file != stdin) std::fclose(file);
    }
};

} // namespace

result<texts::contents, std::string> read_messages(const std::string& file) {
    const std::unique_ptr<std::FILE, close_file> in{file == "-" ? stdin : std::fopen(file.c_str(), "rb")};
    if (!in) return fail("cannot read " + file + ": " + std::strerror(errno));
    std::string text;
    std::string block(64 * limits::KiB, '\0');
    while (const std::size_t n = std::fread(block.data(), 1, block.size(), in.get())) {
        text.append(block, 0, n);
        if (text.size() > limits::message_bytes) return fail(file + " is longer than 1 GiB");
    }
    if (std::ferror(in.get()) != 0) return fail("cannot read " + file + ": " + std::strerror(errno));
    auto found = texts::messages_in(text);
    if (found.messages.empty() && !found.wrong) return fail(file + " holds no message");
    return found;
}

} // namespace vagus::app
