// File input: a folder that is watched, and the files in it taken one after the other.
#pragma once

#include "engine/listen/file/drop.hpp"
#include "engine/listen/input.hpp"
#include "engine/listen/reading.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace vagus::listen {

// `then:`, `delete` or `{ move: DIR }`
struct file_end {
    std::optional<std::string> move{"done"}; // nothing: deleted
};

struct file_folder : reading_terms {
    std::string path;
    std::string pattern = "*";
    config::duration every{std::chrono::seconds{5}};
    config::duration settle{std::chrono::seconds{2}};
    file::order order = file::order::time;
    file_end then;
    std::string failed = "failed";
    std::string work = ".vagus";
    std::uint64_t max_file = 64U << 20U;
};

struct file_input final : input {
    file_input() { ack.how = intake::ack_policy::mode::none; } // nobody is there to hear an answer

    file_folder file;

    [[nodiscard]] std::unique_ptr<receiver> open(intake::source from, const surroundings& around) const override;
    // The file, and its messages cut out of it.
    [[nodiscard]] std::string_view kind() const override { return "file"; }
    [[nodiscard]] std::uint64_t largest_message() const override { return 2 * file.max_file; }
    [[nodiscard]] charset::policy reading() const override { return file.policy(); }
    [[nodiscard]] hl7::strictness parsing() const override { return file.parse; }
};

[[nodiscard]] const config::fields<file_input>& file_input_fields();
[[nodiscard]] const config::fields<file_folder>& file_folder_fields();

} // namespace vagus::listen
