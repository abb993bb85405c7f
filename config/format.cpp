#include "config/format.hpp"

#include "config/same.hpp"
#include "config/yaml_reader.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace vagus::config {
namespace {

std::size_t indent_of(std::string_view line) {
    return std::min(line.find_first_not_of(' '), line.size());
}
bool blank(std::string_view line) {
    return line.find_first_not_of(" \t") == std::string_view::npos;
}
std::string_view without_end(std::string_view line) {
    return line.substr(0, line.find_last_not_of(" \t") + 1);
}

// Lines go through one after the other. What a line leaves open (a quote, a bracket, a block of text) decides how the
// next is read.
class formatter {
  public:
    void take(std::string_view line) {
        if (block_ && take_into_block(line)) return;
        block_.reset();
        if (quote_ != '\0' || depth_ > 0) return put_shifted(line);
        const auto inside = line.substr(indent_of(line));
        if (blank(line) || inside.starts_with('#')) return held_.push_back(without_end(line));
        put(indent_of(line), inside);
    }

    std::string finish() {
        while (!held_.empty() && held_.back().empty()) held_.pop_back();
        flush(std::nullopt);
        return std::move(out_);
    }

  private:
    struct level {
        std::size_t was = 0;
        std::size_t is = 0;
    };
    struct text_block {
        std::size_t parent = 0; // lines of the block stand further in than this
        long shift = 0;
    };

    // A block of text goes where its key goes, with all its blanks.
    bool take_into_block(std::string_view line) {
        if (!blank(line) && indent_of(line) <= block_->parent) return false;
        if (blank(line) && line.size() <= block_->parent)
            out_ += '\n';
        else
            put_shifted(line, block_->shift);
        return true;
    }

    // A value that goes on from the line before.
    void put_shifted(std::string_view line) {
        const auto inside = line.substr(indent_of(line));
        scan(inside, 0);
        put_shifted(quote_ == '\0' ? without_end(line) : line, shift_);
    }
    void put_shifted(std::string_view line, long shift) {
        if (shift >= 0)
            out_.append(blank(line) ? 0 : static_cast<std::size_t>(shift), ' ');
        else
            line.remove_prefix(std::min(indent_of(line), static_cast<std::size_t>(-shift)));
        (out_ += line) += '\n';
    }

    void put(std::size_t column, std::string_view inside) {
        const auto before = levels_;
        const auto start = settle(column);
        flush(level{column, start}, before);
        std::string line(start, ' ');
        auto was = column;
        auto is = start;
        dash_.reset();
        while (inside == "-" || inside.starts_with("- ")) {
            const auto next = inside.find_first_not_of(' ', 1);
            if (next == std::string_view::npos || inside[next] == '#') break;
            line += "- ";
            dash_ = was;
            was += next;
            is += 2;
            inside.remove_prefix(next);
            levels_.push_back({was, is});
        }
        shift_ = static_cast<long>(is) - static_cast<long>(was);
        scan(inside, was);
        (out_ += line += quote_ == '\0' ? without_end(inside) : inside) += '\n';
    }

    // Where a column of the old text stands in the new one.
    std::size_t settle(std::size_t column) {
        while (!levels_.empty() && levels_.back().was > column) levels_.pop_back();
        if (levels_.empty())
            levels_.push_back({column, 0});
        else if (levels_.back().was < column)
            levels_.push_back({column, levels_.back().is + 2});
        return levels_.back().is;
    }

    // Comments belong to what follows them, or to the level they stand at.
    void flush(std::optional<level> next, const std::vector<level>& around = {}) {
        bool empty = out_.empty() || out_.ends_with("\n\n");
        for (const auto line : held_) {
            if (line.empty()) {
                if (!empty) out_ += '\n';
                empty = true;
                continue;
            }
            empty = false;
            const auto column = indent_of(line);
            const auto& levels = next ? around : levels_;
            const auto same = std::ranges::find(levels, column, &level::was);
            const auto to = next && next->was == column ? next->is : same != levels.end() ? same->is : column;
            (out_.append(to, ' ') += line.substr(column)) += '\n';
        }
        held_.clear();
    }

    // What is still open at the end of the line. Quotes and brackets mean something at the beginning of a value only.
    void scan(std::string_view text, std::size_t was) {
        bool begins = quote_ == '\0';
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            const bool at_gap = i + 1 == text.size() || text[i + 1] == ' ';
            if (quote_ != '\0') {
                if (c == '\\' && quote_ == '"') {
                    ++i;
                } else if (c == quote_) {
                    if (quote_ == '\'' && text.substr(i + 1).starts_with('\'')) {
                        ++i;
                    } else {
                        quote_ = '\0';
                        begins = false;
                    }
                }
            } else if (c == ' ') {
                continue;
            } else if (c == '#' && (i == 0 || text[i - 1] == ' ')) {
                return;
            } else if (begins && (c == '\'' || c == '"')) {
                quote_ = c;
            } else if ((begins || depth_ > 0) && (c == '{' || c == '[')) {
                ++depth_;
                begins = true;
            } else if (depth_ > 0 && (c == '}' || c == ']')) {
                --depth_;
                begins = false;
            } else if (depth_ > 0 && c == ',') {
                begins = true;
            } else if (begins && depth_ == 0 && (c == '|' || c == '>')) {
                block_ = text_block{.parent = i == 0 ? dash_.value_or(was) : was, .shift = shift_};
                return;
            } else {
                begins = c == ':' && at_gap;
            }
        }
    }

    std::string out_;
    std::vector<level> levels_;
    std::vector<std::string_view> held_; // comments and empty lines, until it is known what follows
    std::optional<text_block> block_;
    std::optional<std::size_t> dash_; // column of the last one in this line
    char quote_ = '\0';
    int depth_ = 0;
    long shift_ = 0; // of the last line that began a value
};

std::string letters(std::string_view text) {
    std::string out{text};
    std::erase_if(out, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
    return out;
}

std::optional<node> read(std::string_view text) {
    findings found;
    auto made = read_yaml(text, 0, found);
    if (!made.complete || found.any_error()) return std::nullopt;
    return std::move(made.root);
}

} // namespace

result<std::string, std::string> format(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto before = read(text);
    if (!before) return fail(std::string{"it has findings, which vagus validate shows"});
    formatter lines;
    for (auto rest = text; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        auto line = rest.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.take(line);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    auto made = lines.finish();
    const auto after = read(made);
    if (!after || !same(*before, *after) || letters(text) != letters(made))
        return fail(std::string{"its layout cannot be changed without changing what it says"});
    return made;
}

} // namespace vagus::config
