// Compares our reading of real messages with HAPI's, which stands on stdin as hl7-reference-read prints it: every value
// of HAPI's is read by its path here, and every value of ours must be among HAPI's. Prints one line a difference:
// message, path, kind. No value is printed.
#include "parsers/expr/expression.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/leaves.hpp"
#include "parsers/path/path.hpp"
#include "parsers/path/read.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace vagus;

constexpr std::uint64_t enough = 100'000'000;

std::string read_file(const std::string& name) {
    std::ifstream file{name, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    return text;
}

// As hl7-reference-read cuts a file: a message begins at a line that begins with MSH; lines of a batch are none of it.
std::vector<std::string> messages_in(const std::string& name) {
    std::vector<std::string> found;
    bool inside = false;
    const auto text = read_file(name);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find_first_of("\r\n", at), text.size());
        const auto line = std::string_view{text}.substr(at, end - at);
        const auto id = line.substr(0, 3);
        if (id == "MSH") found.emplace_back(), inside = true;
        if (id == "FHS" || id == "BHS" || id == "BTS" || id == "FTS") inside = false;
        if (inside) (found.back() += line) += '\r';
        at = end + 1;
    }
    return found;
}

std::string on_one_line(std::string_view value) {
    std::string out;
    for (char c : value) {
        if (c == '\r')
            out += "\\x0D";
        else if (c == '\n')
            out += "\\x0A";
        else
            out += c;
    }
    return out;
}

// One message: what HAPI said of it is given line by line.
class comparison {
  public:
    comparison(std::string name, const std::string& bytes)
        : name_{std::move(name)}
        , read_{hl7::message::parse(bytes)} {
        if (read_) find_ours();
    }

    void value(std::string_view path, std::string_view theirs) {
        if (!read_) return;
        ours_.erase(std::string{path});
        const auto parsed = path::parse(path);
        if (!parsed) return say(path, "no path of ours");
        path::budget budget{enough};
        const auto found = path::read(*parsed, {read_->read(), budget});
        if (on_one_line(found.view()) != theirs) say(path, found.empty() ? "only HAPI reads" : "differs");
    }
    void refused() { refused_ = true; }
    void end() {
        if (!read_ && !refused_) return say("-", "only HAPI reads");
        if (read_ && refused_) return say("-", "HAPI refuses");
        for (const auto& path : ours_) say(path, "HAPI does not read");
    }

  private:
    void find_ours() {
        std::map<std::string_view, int> seen;
        std::vector<std::string> names;
        for (const auto& segment : read_->segments()) {
            const auto occurrence = ++seen[segment.id()];
            names.emplace_back(segment.id());
            if (occurrence > 1) names.back() += "[" + std::to_string(occurrence) + "]";
        }
        hl7::each_leaf(*read_, [&](const hl7::leaf& one) {
            if (one.raw.empty()) return;
            ours_.insert(names[one.segment - 1] + "-" + std::to_string(one.field) + "[" +
                         std::to_string(one.repetition) + "]." + std::to_string(one.component) + "." +
                         std::to_string(one.subcomponent));
        });
    }
    void say(std::string_view path, std::string_view kind) const {
        std::cout << name_ << '\t' << path << '\t' << kind << '\n';
    }

    std::string name_;
    result<hl7::message, hl7::parse_error> read_;
    std::set<std::string> ours_; // those HAPI has not said
    bool refused_ = false;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) return std::cerr << "usage: compare FOLDER < what hl7-reference-read leaves printed\n", 2;
    const std::filesystem::path folder{argv[1]};
    std::string file;
    std::vector<std::string> messages;
    std::size_t next = 0;
    std::size_t values = 0;
    std::optional<comparison> at;
    const auto end = [&] {
        if (at) at->end();
        at.reset();
    };
    for (std::string line; std::getline(std::cin, line);) {
        if (line.starts_with("# ")) {
            end();
            file = line.substr(2);
            messages = messages_in(file);
            next = 0;
        } else if (line == "message") {
            end();
            const auto name = std::filesystem::relative(file, folder).string() + "#" + std::to_string(next + 1);
            if (next == messages.size()) return std::cerr << name << ": cut in another way\n", 1;
            at.emplace(name, messages[next++]);
        } else if (line.starts_with("! ")) {
            at->refused();
        } else if (const auto tab = line.find('\t'); tab != std::string::npos) {
            at->value(std::string_view{line}.substr(0, tab), std::string_view{line}.substr(tab + 1));
            ++values;
        }
    }
    end();
    std::cerr << values << " values compared\n";
    return values > 0 ? 0 : 1;
}
