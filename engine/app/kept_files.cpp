#include "engine/app/kept_files.hpp"

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

namespace vagus::app {
namespace json = boost::json;
using config::node;

namespace {

// Settings that hold one, of inputs, outputs, calls, alerts and the store: the URL of a webhook is one by itself. So
// does every entry of site.secrets, and some HTTP headers.
constexpr std::array<std::string_view, 6> secret_keys{"encrypt_key",   "password",    "bearer",
                                                      "client_secret", "private_key", "webhook"};

// Of HTTP headers those that carry one by their name: Authorization, Proxy-Authorization, X-Api-Key, Cookie ...
bool header_of_secret(std::string name) {
    static constexpr std::array<std::string_view, 5> words{"auth", "key", "token", "secret", "cookie"};
    boost::algorithm::to_lower(name);
    return std::ranges::any_of(words, [&](std::string_view word) { return name.contains(word); });
}

void secrets_below(const node& value, std::vector<const node*>& into, bool headers = false) {
    for (const auto& item : value.items) secrets_below(item, into);
    for (const auto& entry : value.entries) {
        const bool secret =
            headers ? header_of_secret(entry.key) : std::ranges::find(secret_keys, entry.key) != secret_keys.end();
        if (entry.value.kind == node::shape::scalar && secret)
            into.push_back(&entry.value);
        else
            secrets_below(entry.value, into, entry.key == "headers");
    }
}

std::vector<const node*> secrets_in(const node& root) {
    std::vector<const node*> found;
    for (const auto* part : {"inputs", "outputs", "calls"}) {
        if (const auto* entry = root.find(part)) secrets_below(entry->value, found);
    }
    const auto* site = root.find("site");
    if (const auto* alerts = site == nullptr ? nullptr : site->value.find("alerts"))
        secrets_below(alerts->value, found);
    if (const auto* store = site == nullptr ? nullptr : site->value.find("store")) secrets_below(store->value, found);
    const auto* secrets = site == nullptr ? nullptr : site->value.find("secrets");
    if (secrets != nullptr)
        for (const auto& entry : secrets->value.entries) found.push_back(&entry.value);
    std::erase_if(found, [](const node* each) { return each->kind != node::shape::scalar; });
    return found;
}

// Where a place is in its file's text, in bytes.
std::size_t offset_of(std::string_view text, const config::place& at) {
    std::size_t begin = 0;
    for (std::uint32_t line = 1; line < at.line && begin < text.size(); ++line)
        begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
    for (std::uint32_t column = 1; column < at.column && begin < text.size(); ++column) {
        ++begin;
        while (begin < text.size() && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) ++begin;
    }
    return begin;
}

std::size_t end_of_quoted(std::string_view text, std::size_t begin) {
    const char quote = text[begin];
    for (auto i = begin + 1; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (text[i] == quote) {
            if (quote == '\'' && i + 1 < text.size() && text[i + 1] == quote)
                ++i;
            else
                return i + 1;
        }
    }
    return text.size();
}

constexpr std::string_view quoted = "'(secret, not kept)'"; // YAML, so that the file can still be read

struct stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string_view instead = quoted;
};

// Lines of a text over several, from its first to the last that is as far in; behind a key, further in than the key.
stretch lines_from(std::string_view text, std::size_t begin) {
    const auto line_begin = text.rfind('\n', begin) + 1; // 0 for the first line
    const auto first = std::min(text.find_first_not_of(' ', line_begin), begin);
    const auto depth = first - line_begin + (first == begin ? 0 : 1);
    auto end = std::min(text.find('\n', begin), text.size());
    while (end < text.size()) {
        const auto next = end + 1;
        const auto stop = std::min(text.find('\n', next), text.size());
        const auto word = std::min(text.find_first_not_of(" \r", next), stop);
        if (word != stop && word - next < depth) break;
        end = stop;
        if (stop == text.size()) break;
    }
    return {begin, end};
}

// What of a secret is written out; nothing of one that comes from elsewhere, but for the default it has there.
std::optional<stretch> written_out(const node& secret, std::string_view text) {
    const auto begin = offset_of(text, secret.at);
    if (begin >= text.size()) return std::nullopt;
    if (secret.expanded) {
        const auto line_end = std::min(text.find('\n', begin), text.size());
        const auto otherwise = text.find(":-", begin);
        if (otherwise >= line_end) return std::nullopt;
        const stretch found{otherwise + 2, std::min(text.find('}', otherwise), line_end), no_secret_here};
        return found.begin == found.end ? std::nullopt : std::optional{found};
    }
    if (secret.written == node::style::quoted) return stretch{begin, end_of_quoted(text, begin)};
    if (text.substr(begin, secret.text.size()) == secret.text && secret.written == node::style::plain)
        return stretch{begin, begin + secret.text.size()};
    auto lines = lines_from(text, begin);
    if (secret.written == node::style::block) lines.instead = no_secret_here;
    return lines;
}

} // namespace

std::string files_to_keep(const config::tree& whole) {
    auto files = whole.files;
    auto secrets = secrets_in(whole.root);
    // What a layer above took the place of stands in its file all the same.
    for (const auto& entry : whole.displaced) secrets_below(entry.value, secrets);
    std::erase_if(secrets, [](const node* each) { return each->kind != node::shape::scalar; });
    std::ranges::sort(secrets, std::greater{}, [](const node* each) { return each->at; }); // later ones first
    for (const auto* secret : secrets) {
        auto& text = files.at(secret->at.file).text;
        if (const auto where = written_out(*secret, text))
            text.replace(where->begin, where->end - where->begin, where->instead);
    }
    json::object all;
    for (auto& file : files) all[file.name] = std::move(file.text);
    return json::serialize(all);
}

std::optional<std::vector<config::source_file>> kept_files(const std::string& text) {
    boost::system::error_code failed;
    const auto read = json::parse(text, failed);
    if (failed || !read.is_object()) return std::nullopt;
    std::vector<config::source_file> files;
    for (const auto& [name, content] : read.get_object()) {
        if (!content.is_string()) return std::nullopt;
        files.push_back({std::string{name}, std::string{content.get_string()}});
    }
    return files;
}

} // namespace vagus::app
