#include "config/yaml_reader.hpp"

#include "config/source_text.hpp"
#include "config/yaml_hints.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <optional>
#include <streambuf>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace vagus::config {
namespace {

// Thrown by the handler, caught in read_yaml: yaml-cpp has no other way to stop it.
struct stop_reading {};

class builder final : public YAML::EventHandler {
  public:
    builder(std::string_view text, std::uint32_t file, findings& found)
        : source_{text, file}
        , found_{found} {}

    node root;

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ == 1) return;
        found_.error(source_.at(byte_of(mark)), "VG0006", "a second document begins here",
                     "a file is one document: remove the '---', or make it a file of its own");
        throw stop_reading{};
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
        const auto start = byte_of(mark);
        node made;
        if (refuse_properties(start)) {
            made.at = source_.at(start);
            return attach(std::move(made));
        }
        const auto written = null_word(start);
        made.at = start_of_nothing(start);
        if (written != "" && written != "~") { // there are patients called Null
            made.kind = node::shape::scalar;
            made.at = source_.at(start);
        }
        made.text = written;
        attach(std::move(made));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        const auto start = byte_of(mark);
        refuse_properties(start);
        node made;
        made.at = source_.at(start);
        attach(std::move(made));
    }

    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string& value) override {
        const auto start = byte_of(mark);
        node made;
        made.at = source_.at(start);
        if (refuse_properties(start)) return attach(std::move(made)); // nothing, at the place of the finding
        refuse_tabs(start);
        made.kind = node::shape::scalar;
        made.text = value;
        std::size_t end = start;
        made.runs = align(source_, start, value, end);
        const char first = start < source_.text().size() ? source_.text()[start] : '\0';
        if (first == '|' || first == '>') {
            made.written = node::style::block;
            if (!made.runs.empty()) made.at = made.runs.front().at;
        } else if (first == '\'' || first == '"') {
            made.written = node::style::quoted;
            check_closed(start);
        } else {
            made.cut = comment_follows(end);
        }
        attach(std::move(made));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        open(mark, node::shape::sequence);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
        open(mark, node::shape::map);
    }
    void OnMapEnd() override { close(); }

    void syntax(const YAML::Exception& error) {
        found_.add(
            explain_yaml(error.msg, source_, error.mark.is_null() ? source_.text().size() : byte_of(error.mark)));
    }

  private:
    struct frame {
        node value;
        std::optional<node> key;                                // read, and waiting for its value
        std::unordered_map<std::string, std::uint32_t> lines{}; // of the keys so far
    };

    [[nodiscard]] std::size_t byte_of(const YAML::Mark& mark) const { return source_.byte_of(mark.line, mark.column); }

    // The word for null that stands at a byte; "" when the value is left out and the mark is of what comes next.
    [[nodiscard]] std::string null_word(std::size_t start) const {
        const auto rest = source_.text().substr(start);
        for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
            if (!rest.starts_with(word)) continue;
            const auto after = rest.substr(word.size());
            const auto next = after.find_first_not_of(" \t");
            const bool key = next != std::string_view::npos && after[next] == ':';
            if (!key && (after.empty() || std::string_view{" \t\r\n,]}"}.contains(after[0]))) return std::string{word};
        }
        return {};
    }

    // A value that is left out has no place of its own: its key's, or that of the list's dash.
    [[nodiscard]] place start_of_nothing(std::size_t start) {
        if (!stack_.empty() && stack_.back().key) return stack_.back().key->at;
        if (!stack_.empty() && null_word(start).empty()) {
            const auto before = source_.text().substr(0, start).find_last_not_of(" \t\r\n");
            if (before != std::string_view::npos && source_.text()[before] == '-') return source_.at(before);
        }
        return source_.at(start);
    }

    // Tags, anchors and aliases: an expression that begins with their sign is what people mean.
    bool refuse_properties(std::size_t start) {
        const char first = start < source_.text().size() ? source_.text()[start] : '\0';
        if (first != '!' && first != '&' && first != '*') return false;
        found_.add(property_finding(source_, start));
        return true;
    }

    void refuse_tabs(std::size_t start) {
        if (const auto tab = tab_before(source_, start); tab != std::string_view::npos)
            found_.add(tab_finding(source_, tab));
    }

    // yaml-cpp takes the end of the file for the closing quote.
    void check_closed(std::size_t start) {
        const auto bytes = source_.text();
        const char quote = bytes[start];
        auto end = start + 1;
        for (; end < bytes.size(); ++end) {
            const char c = bytes[end];
            if (quote == '"' && c == '\\') {
                ++end;
            } else if (c == quote) {
                if (quote == '"' || end + 1 == bytes.size() || bytes[end + 1] != quote) break;
                ++end;
            }
        }
        if (end < bytes.size()) return;
        found_.error(source_.at(start), "VG0001", "this quote is not closed");
        throw stop_reading{};
    }

    [[nodiscard]] bool comment_follows(std::size_t end) const {
        const auto next = source_.text().find_first_not_of(" \t", end);
        return next != std::string_view::npos && next > end && source_.text()[next] == '#';
    }

    void open(const YAML::Mark& mark, node::shape kind) {
        const auto start = byte_of(mark);
        refuse_properties(start);
        refuse_tabs(start);
        if (stack_.size() >= nesting_limit) {
            found_.error(source_.at(start), "VG0009",
                         "nested deeper than " + std::to_string(nesting_limit) + " levels");
            throw stop_reading{};
        }
        node made;
        made.kind = kind;
        made.at = source_.at(start);
        stack_.push_back({std::move(made), {}});
    }

    void close() {
        auto done = std::move(stack_.back().value);
        stack_.pop_back();
        attach(std::move(done));
    }

    void attach(node made) {
        if (stack_.empty()) {
            root = std::move(made);
            return;
        }
        auto& parent = stack_.back();
        if (parent.value.kind == node::shape::sequence) {
            parent.value.items.push_back(std::move(made));
            return;
        }
        if (!parent.key) {
            parent.key = std::move(made);
            return;
        }
        auto key = std::exchange(parent.key, std::nullopt);
        add_entry(parent, *key, std::move(made));
    }

    void add_entry(frame& parent, node& key, node value) {
        if (key.kind != node::shape::scalar) {
            found_.error(key.at, "VG0008", "a key must be a word or a text", "put the key in quotes");
            return;
        }
        const auto [first, added] = parent.lines.emplace(key.text, key.at.line);
        if (!added) {
            found_.error(key, "VG0003",
                         "'" + key.text + "' stands twice in this map; first in line " + std::to_string(first->second),
                         "keep one of the two");
            if (stack_.size() == 1) add_names(parent.value, key.text, std::move(value));
            return;
        }
        parent.value.entries.push_back(
            {std::move(key.text), key.at, std::move(value), key.written, std::move(key.runs)});
    }

    // A second `outputs:`: what it names is there, and whoever uses it made no mistake.
    static void add_names(node& root, const std::string& key, node second) {
        auto& first = std::ranges::find(root.entries, key, &node::entry::key)->value;
        if (first.kind != node::shape::map || second.kind != node::shape::map) return;
        for (auto& each : second.entries)
            if (first.find(each.key) == nullptr) first.entries.push_back(std::move(each));
    }

    source_text source_;
    findings& found_;
    std::vector<frame> stack_;
    std::size_t documents_ = 0;
};

// An istream over text that is not copied.
class view_buffer final : public std::streambuf {
  public:
    explicit view_buffer(std::string_view text) {
        auto* begin = const_cast<char*>(text.data()); // streambuf's interface; never written
        setg(begin, begin, begin + text.size());
    }
};

} // namespace

yaml_text read_yaml(std::string_view text, std::uint32_t file, findings& found) {
    builder building{text, file, found};
    view_buffer buffer{text};
    std::istream in{&buffer};
    try {
        YAML::Parser parser{in};
        while (parser.HandleNextDocument(building)) {
        }
    } catch (const stop_reading&) {
        return {.root = {}, .complete = false};
    } catch (const YAML::Exception& error) {
        building.syntax(error);
        return {.root = {}, .complete = false};
    }
    return {.root = std::move(building.root), .complete = true};
}

} // namespace vagus::config
