#include "routes/bodies/json.hpp"

#include "parsers/charset/convert.hpp"

#include <algorithm>

namespace vagus::routes::bodies::json {
namespace {

using kind = value::kind;

void write_text(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else if (byte < 0x20)
            ((out += "\\u00") += hex[byte >> 4U]) += hex[byte & 0xFU];
        else
            out += c;
    }
    out += '"';
}

void write_one(std::string& out, const value& of) {
    bool behind = false;
    const auto comma = [&] {
        if (std::exchange(behind, true)) out += ',';
    };
    switch (of.is) {
    case kind::nothing:
    case kind::null: out += "null"; return;
    case kind::text: write_text(out, of.text); return;
    case kind::number:
    case kind::truth: out += of.text; return;
    case kind::array:
        out += '[';
        for (const auto& item : of.items) {
            comma();
            write_one(out, item);
        }
        out += ']';
        return;
    case kind::object:
        out += '{';
        for (const auto& each : of.members) {
            comma();
            write_text(out, each.name);
            out += ':';
            write_one(out, each.is);
        }
        out += '}';
        return;
    }
}

} // namespace

const value* value::find(std::string_view name) const {
    const auto found = std::ranges::find(members, name, &member::name);
    return found == members.end() ? nullptr : &found->is;
}

value text(std::string of) {
    if (of.empty()) return {};
    return {kind::text, std::move(of), {}, {}};
}
value number(std::string digits) {
    return {kind::number, std::move(digits), {}, {}};
}
value truth(bool of) {
    return {kind::truth, of ? "true" : "false", {}, {}};
}
value array(std::vector<value> items) {
    std::erase_if(items, [](const value& item) { return item.empty(); });
    if (items.empty()) return {};
    return {kind::array, {}, std::move(items), {}};
}
value object(std::vector<member> members) {
    std::erase_if(members, [](const member& each) { return each.is.empty(); });
    if (members.empty()) return {};
    return {kind::object, {}, {}, std::move(members)};
}

bool operator==(const value& one, const value& other) {
    return one.is == other.is && one.text == other.text && one.items == other.items &&
           std::ranges::equal(one.members, other.members,
                              [](const member& a, const member& b) { return a.name == b.name && a.is == b.is; });
}

void merge(value& first, value later) {
    if (first.is == kind::object && later.is == kind::object) {
        for (auto& each : later.members) {
            const auto same = std::ranges::find(first.members, each.name, &member::name);
            if (same == first.members.end())
                first.members.push_back(std::move(each));
            else
                merge(same->is, std::move(each.is));
        }
    } else if (first.is == kind::array && later.is == kind::array) {
        for (auto& item : later.items)
            if (std::ranges::find(first.items, item) == first.items.end()) first.items.push_back(std::move(item));
    } else {
        first = std::move(later);
    }
}

std::string write(const value& of) {
    std::string out;
    write_one(out, of);
    return out;
}

std::string as_utf8(std::string text) {
    if (!charset::is_utf8(text)) text = charset::to_utf8(text, charset::windows_1252()).text;
    return charset::readable(std::move(text));
}

const value* at_pointer(const value& whole, std::string_view pointer) {
    const auto* at = &whole;
    while (!pointer.empty() && at != nullptr) {
        if (!pointer.starts_with('/')) return nullptr;
        pointer.remove_prefix(1);
        const auto raw = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(raw.size());
        std::string token;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            const bool escaped = raw[i] == '~' && i + 1 < raw.size();
            token += !escaped ? raw[i] : raw[++i] == '1' ? '/' : '~';
        }
        if (at->is == kind::object) {
            at = at->find(token);
            continue;
        }
        const bool digits = !token.empty() && token.size() < 9 &&
                            std::ranges::all_of(token, [](char c) { return c >= '0' && c <= '9'; });
        if (at->is != kind::array || !digits || std::stoul(token) >= at->items.size()) return nullptr;
        at = &at->items[std::stoul(token)];
    }
    return at;
}

std::string pointer_step(std::string_view name) {
    std::string out = "/";
    for (const char c : name) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string{c};
    return out;
}

} // namespace vagus::routes::bodies::json
