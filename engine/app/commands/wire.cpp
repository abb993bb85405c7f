// vagus wire: what came over the wire and was no message: bytes outside of frames, frames that never ended, answers
// that could not be written or read.
#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/intake/intake.hpp"

#include <CLI/CLI.hpp>
#include <boost/algorithm/hex.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::app {
namespace {

namespace json = boost::json;

constexpr std::size_t bytes_on_a_line = 16;

struct wire_options {
    std::string folder = ".";
    std::string at;
    std::vector<std::string> ids;
    bool as_json = false;
    bool values = false;
};

std::string_view where(const json::object& row) {
    return text(row, row.contains("output") ? "output" : "input");
}

void print_row(const json::object& row) {
    fmt::print("{:<8} {:<24} {:<16} {:<17} {:>7}  {}\n", text(row, "id"), intake::hl7_time(number(row, "at_us")),
               where(row), text(row, "kind"), number(row, "size"), text(row, "message"));
}

void print_head() {
    fmt::print("{:<8} {:<24} {:<16} {:<17} {:>7}  {}\n", "ID", "AT (UTC)", "WHERE", "WHAT", "BYTES", "MESSAGE");
}

// 0010  4d 53 48 7c ...  MSH|...
void print_hex(std::string_view bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += bytes_on_a_line) {
        const auto line = bytes.substr(at, bytes_on_a_line);
        std::string hex;
        std::string seen;
        for (const char c : line) {
            const auto byte = static_cast<unsigned char>(c);
            fmt::format_to(std::back_inserter(hex), "{:02x} ", unsigned{byte});
            seen += byte >= 0x20 && byte < 0x7F ? c : '.';
        }
        fmt::print("{:06x}  {:<48} {}\n", at, hex, seen);
    }
}

int show_newest(const wire_options& how) {
    json::object question{{"do", "wire.list"}};
    if (!how.at.empty()) question["at"] = how.at;
    auto answer = ask_engine(how.folder, question);
    if (!answer) return answer.error();
    const auto& rows = list(*answer, "wire");
    if (how.as_json) {
        fmt::print("{}\n", json::serialize(*answer));
        return exit_code::ok;
    }
    if (rows.empty()) {
        fmt::print("nothing: every byte belonged to a message, and every answer was written and read\n");
        return exit_code::ok;
    }
    print_head();
    for (const auto& row : rows) print_row(as_row(row));
    if (flag(*answer, "more")) fmt::print("... and older ones\n");
    fmt::print("\nvagus wire ID --values shows the bytes: patient data\n");
    return exit_code::ok;
}

int show(const wire_options& how) {
    int code = exit_code::ok;
    for (const auto& id : how.ids) {
        auto answer = ask_engine(how.folder, {{"do", "wire.show"}, {"id", id}});
        if (!answer) {
            code = answer.error();
            if (code == exit_code::unreachable) return code;
            continue;
        }
        std::string bytes;
        boost::algorithm::unhex(std::string{text(*answer, "hex")}, std::back_inserter(bytes));
        if (!how.values) answer->erase("hex");
        if (how.as_json) {
            fmt::print("{}\n", json::serialize(*answer));
            continue;
        }
        print_head();
        print_row(*answer);
        if (how.values)
            print_hex(bytes);
        else
            fmt::print("(--values shows the bytes: patient data)\n");
    }
    return code;
}

} // namespace

void add_wire(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<wire_options>();
    auto* command = parent.add_subcommand("wire", "What the running engine received that was no message");
    auto* ids = command->add_option("ID", how->ids, "Show these; without any, the newest are listed");
    command->add_option("-i,--at,--input", how->at, "List only those of this input or output")->excludes(ids);
    command->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
    command->add_flag("--values", how->values, "Show the bytes, in hex: patient data")->needs(ids);
    command->add_flag("--json", how->as_json, "JSON, stable for scripts");
    command->footer("outside_frame: bytes before, between or after frames. unfinished_frame: the connection ended "
                    "inside a frame.\nack_not_written: the sender was gone before its answer could be written; the "
                    "message is kept.\nack_refused: the sender's commit byte 15 for an acknowledgement of ours.\n"
                    "answer_unframed: a receiver's bytes outside of frames. answer_strange: its frame is no answer to "
                    "the\nmessage sent. answer_surplus: it came when no message waited for one.\nExit code: 0 ok, 1 no "
                    "such event, 2 usage, 3 no engine runs on this store.");
    command->callback([how, &exit_code] { exit_code = how->ids.empty() ? show_newest(*how) : show(*how); });
}

} // namespace vagus::app
