#include "engine/audit/search.hpp"

#include "engine/audit/folder.hpp"
#include "engine/audit/limits.hpp"

#include <algorithm>
#include <string_view>

namespace vagus::audit {
namespace {

bool same_letters(std::string_view one, std::string_view other) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(one, other, {}, lower, lower);
}

// "message" is message.view too.
bool is_word(std::string_view what, std::string_view asked) {
    return what == asked || (what.starts_with(asked) && what.substr(asked.size()).starts_with('.'));
}

// Ids in one value have blanks between; one may have the name of an output behind it.
bool is_about(const entry& what, std::string_view id) {
    return std::ranges::any_of(what.about, [&](const auto& subject) {
        std::string_view rest{subject.second};
        for (;;) {
            const auto blank = rest.find(' ');
            const auto each = rest.substr(0, blank);
            if (each.starts_with(id) && (each.size() == id.size() || each[id.size()] == '/')) return true;
            if (blank == std::string_view::npos) return false;
            rest.remove_prefix(blank + 1);
        }
    });
}

bool fits(const entry& what, const question& asked) {
    if (asked.since && what.at < *asked.since) return false;
    if (asked.until && what.at >= *asked.until) return false;
    if (!asked.who.empty() && !same_letters(what.who, asked.who)) return false;
    if (!asked.what.empty() && !is_word(what.what, asked.what)) return false;
    return asked.message.empty() || is_about(what, asked.message);
}

std::string_view take_last_line(std::string_view& rest) {
    rest.remove_suffix(1); // its end
    const auto end = rest.rfind('\n');
    const auto begin = end == std::string_view::npos ? 0 : end + 1;
    const auto line = rest.substr(begin);
    rest = rest.substr(0, begin);
    return line;
}

class walk {
  public:
    walk(const question& asked, page& into)
        : asked_{asked}
        , into_{into}
        , most_{std::clamp<std::size_t>(asked.limit, 1, found_at_once)} {}

    // False: the page is full.
    bool through(std::string_view bytes) {
        bytes = bytes.substr(0, bytes.rfind('\n') + 1); // the engine may be writing the last line
        while (!bytes.empty()) {
            const auto line = read(take_last_line(bytes));
            if (!line || !line->holds || (!wanted_.empty() && line->hash != wanted_)) into_.verified = false;
            wanted_ = line ? line->previous : std::string{};
            if (!line || (asked_.before != 0 && line->what.n >= asked_.before)) continue;
            if (into_.found.size() == most_) return false;
            into_.next = line->what.n;
            if (fits(line->what, asked_)) into_.found.push_back(line->what);
        }
        return true;
    }

  private:
    const question& asked_;
    page& into_;
    std::size_t most_;
    std::string wanted_; // hash of the line before the one that was read last
};

} // namespace

page search(const std::filesystem::path& folder, const question& asked) {
    page made;
    walk lines{asked, made};
    auto files = files_of(folder);
    if (asked.before != 0) std::erase_if(files, [&](const file& each) { return each.first >= asked.before; });
    std::size_t read_so_far = 0;
    for (; !files.empty(); files.pop_back()) {
        if (read_so_far++ == files_at_once) return made;
        const auto bytes = read_whole(files.back().path);
        if (!bytes) made.verified = false;
        if (bytes && !lines.through(*bytes)) return made;
    }
    made.next = 0; // everything was read
    return made;
}

} // namespace vagus::audit
