// File output: each message is a file of its own, or many are one at a time of day; there whole or not at all.
#pragma once

#include "engine/deliver/file/batching.hpp"
#include "engine/deliver/output.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vagus::deliver {

struct file_folder {
    std::string folder;
    routes::written<expr::text_template> name;
    routes::written<std::string> body;
    routes::charset_wish charset;
    bool overwrite = false;
    std::optional<file::batching> batch;
};

struct file_output final : output {
    file_folder file;

    [[nodiscard]] queue::opening open(const surroundings& around) const override;
    [[nodiscard]] routes::content wants() const override;
    [[nodiscard]] std::string where() const override;
    [[nodiscard]] bool needs_local_time() const override { return file.batch || open_hours; }

  private:
    [[nodiscard]] queue::opening open_batches(const surroundings& around, std::string in) const;
};

// A value as part of a file's name: all but letters, digits, `-`, `_` and a dot that is not first as %XX.
[[nodiscard]] std::string as_file_name(std::string_view value);

[[nodiscard]] const config::fields<file_output>& file_output_fields();
[[nodiscard]] const config::fields<file_folder>& file_folder_fields();

} // namespace vagus::deliver
