// vagus print: shows what is in a message, one line per value, named by its path.
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/input_file.hpp"
#include "engine/app/commands/value.hpp"
#include "engine/app/peers/leaves.hpp"
#include "engine/app/peers/mask.hpp"
#include "engine/app/peers/value_names.hpp"
#include "parsers/path/path.hpp"
#include "parsers/path/read.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace vagus::app {
namespace {

constexpr std::uint64_t elements_looked_at = 10'000'000; // by the paths, in one message

struct print_options {
    std::vector<std::string> files{"-"};
    std::vector<path::path> paths;
    bool json = false;
    bool leaves = false;
    bool mask = false;
    bool names = false;
    bool raw = false;
    bool strict = false;
};

// What a code means. Of a mask nothing is said: it may look like another code.
std::string_view meaning_of(const peers::value_names& names, const peers::leaf& leaf, bool mask) {
    return mask && !peers::stays(leaf.at, leaf.value) ? std::string_view{} : names.meaning(leaf);
}

std::string with_meaning(const peers::value_names& names, const peers::leaf& leaf, bool mask) {
    const auto means = meaning_of(names, leaf, mask);
    return peers::on_one_line(leaf.value) + (means.empty() ? "" : " (" + std::string{means} + ")");
}

void print_tree(const hl7::message& message, bool mask) {
    const peers::value_names names{message.read()};
    for (const auto& segment : peers::leaves_of(message)) {
        std::size_t width = 0;
        for (const auto& leaf : segment.leaves) width = std::max(width, leaf.path.size());
        fmt::print("{}\n", segment.id);
        for (const auto& leaf : segment.leaves)
            fmt::print("  {:<{}}  {}\n", leaf.path, width, with_meaning(names, leaf, mask));
    }
}

// The tree with what HL7 calls each value in the message's version.
void print_names(const hl7::message& message, bool mask) {
    const peers::value_names names{message.read()};
    for (const auto& segment : peers::leaves_of(message)) {
        std::size_t paths = 0;
        std::size_t widest = 0;
        std::vector<std::string> called;
        for (const auto& leaf : segment.leaves) {
            called.push_back(names.value(leaf, peers::value_type(segment)));
            paths = std::max(paths, leaf.path.size());
            widest = std::max(widest, called.back().size());
        }
        const auto name = names.segment(segment.id);
        fmt::print("{}{}{}\n", segment.id, name.empty() ? "" : "  ", name);
        for (std::size_t i = 0; i < called.size(); ++i)
            fmt::print("  {:<{}}  {:<{}}  {}\n", segment.leaves[i].path, paths, called[i], widest,
                       with_meaning(names, segment.leaves[i], mask));
    }
}

// For programs: every value on a line of its own, its path always in the same form.
void print_leaves(const hl7::message& message) {
    for (const auto& segment : peers::leaves_of(message))
        for (const auto& leaf : segment.leaves)
            fmt::print("{}\t{}\n", peers::in_full(leaf.at), peers::on_one_line(leaf.value));
}

void print_json(const hl7::message& message, bool mask) {
    const peers::value_names names{message.read()};
    boost::json::array segments;
    for (const auto& segment : peers::leaves_of(message)) {
        boost::json::object values;
        boost::json::object meaning;
        for (const auto& leaf : segment.leaves) {
            values[leaf.path] = leaf.value;
            if (const auto means = meaning_of(names, leaf, mask); !means.empty()) meaning[leaf.path] = means;
        }
        segments.push_back({{"segment", segment.id}, {"values", std::move(values)}, {"meaning", std::move(meaning)}});
    }
    fmt::print("{}\n", boost::json::serialize(segments));
}

// One path: its values alone, for scripts. Several: each value after its path.
void print_paths(const print_options& how, const hl7::document& message) {
    path::budget budget{elements_looked_at};
    for (const path::path& path : how.paths)
        for (const std::string& value : path::read_all(path, {message, budget}, path::reach::as_written)) {
            if (how.paths.size() > 1) fmt::print("{}  ", path::to_text(path));
            fmt::print("{}\n", peers::on_one_line(value));
        }
}

void write(std::string_view bytes) {
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
}

void print(const print_options& how, const hl7::message& message, bool first) {
    if (how.raw) {
        write(message.bytes());
    } else if (!how.paths.empty()) {
        print_paths(how, message.read());
    } else if (how.json) {
        print_json(message, how.mask);
    } else if (how.leaves) {
        print_leaves(message);
    } else {
        if (!first) fmt::print("\n");
        how.names ? print_names(message, how.mask) : print_tree(message, how.mask);
    }
}

int print_file(const print_options& how, const std::string& file) {
    auto found = read_messages(file);
    if (!found) {
        fmt::print(stderr, "vagus print: {}\n", found.error());
        return exit_code::failed;
    }
    int code = exit_code::ok;
    // With all that is around the messages, a file comes back byte for byte. It has values too: masked, it is left out.
    const auto around = [&](std::size_t i) {
        if (how.raw && !how.mask) write(found->around[i]);
    };
    auto& messages = found->messages;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        around(i);
        auto message = hl7::message::parse(std::move(messages[i]),
                                           how.strict ? hl7::strictness::strict : hl7::strictness::lenient);
        if (!message) {
            const std::string which = messages.size() > 1 ? fmt::format(": message {}", i + 1) : "";
            fmt::print(stderr, "{}{}: {}\n", file, which, to_text(message.error()));
            code = exit_code::failed;
            continue;
        }
        // Masking keeps every delimiter, so what was a message still is one.
        if (how.mask) message = hl7::message::parse(peers::masked(*message));
        if (message) print(how, *message, i == 0);
    }
    around(messages.size());
    if (!found->wrong) return code;
    fmt::print(stderr, "{}: {}\n", file, to_text(*found->wrong));
    return exit_code::failed;
}

int run(const print_options& how) {
    int code = exit_code::ok;
    for (const std::string& file : how.files) code = std::max(code, print_file(how, file));
    return code;
}

} // namespace

void add_print(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<print_options>();
    auto* command = parent.add_subcommand("print", "Show the values of messages, each with its path");
    command->add_option("FILE", how->files,
                        "Files of messages with LF, CRLF or CR ends, batches, or MLLP dumps; - is stdin (the default)");
    auto* path = command
                     ->add_option_function<std::vector<std::string>>(
                         "--path",
                         [how](const std::vector<std::string>& texts) {
                             for (const std::string& text : texts) how->paths.push_back(read_path(text));
                         },
                         "Only the values at this path, such as PID-5.1, PID.patient_name or \"PID-3[.5 == 'MR'].1\"; "
                         "may be repeated")
                     ->type_name("PATH");
    path->allow_extra_args(false);
    auto* json = command->add_flag("--json", how->json, "One JSON array of segments per message, a line each");
    auto* leaves =
        command->add_flag("--leaves", how->leaves, "One line PATH<TAB>VALUE each, paths in full: PID-3[1].1.1");
    auto* raw = command->add_flag("--raw", how->raw, "The bytes as they are, also of batches; without MLLP framing");
    command->add_flag("--names", how->names, "Beside each path what HL7 calls it in the message's version")
        ->excludes(path)
        ->excludes(json)
        ->excludes(leaves)
        ->excludes(raw);
    leaves->excludes(path)->excludes(json);
    raw->excludes(path)->excludes(json)->excludes(leaves);
    command->add_flag("--mask", how->mask, "Letters as x, digits as 9: the shape of a message without its values");
    command->add_flag("--strict", how->strict,
                      "By the letter of HL7's chapter 2; without it, what senders do is forgiven");
    command->footer("Exit code: 0 ok, 1 not HL7 (where and why on stderr), 2 usage.\n"
                    "Example: vagus print samples/hospital/messages/adt_a01.hl7 --path PID-5.1");
    command->callback([how, &exit_code] { exit_code = run(*how); });
}

} // namespace vagus::app
