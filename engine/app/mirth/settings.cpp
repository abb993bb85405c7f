#include "engine/app/mirth/settings.hpp"

#include "parsers/charset/names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

namespace vagus::mirth {
namespace {

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

} // namespace

void keys::add(std::string_view key, std::string_view value) {
    all_.push_back(fmt::format("{}: {}", key, value));
}

std::string keys::text() const {
    return fmt::format("{{ {} }}", fmt::join(all_, ", "));
}

bool is(const connector& of, std::string_view kind) {
    return of.properties.kind.ends_with(kind);
}

bool local(const element& properties) {
    const auto& scheme = properties["scheme"].text;
    return scheme.empty() || upper(scheme) == "FILE";
}

bool fixed(const std::string& text) {
    return !text.empty() && !text.contains('$');
}

std::optional<long> number_in(const std::string& text) {
    long out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return out;
}

std::string upper(std::string text) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
}

// Milliseconds, where they are within what our setting takes.
void add_time(keys& to, std::string_view key, const std::string& milliseconds, long least, long most) {
    const auto given = number_in(milliseconds);
    if (!given || *given < least || *given > most) return;
    to.add(key, *given % 1000 == 0 ? fmt::format("{}s", *given / 1000) : fmt::format("{}ms", *given));
}

void add_address(page& page, keys& to, std::string_view key, const std::string& host, const std::string& port) {
    const auto given = number_in(port);
    if ((host.empty() || fixed(host)) && given && *given > 0 && *given < 65536)
        return to.add(key, scalar(fmt::format("{}:{}", host, port)));
    const bool variables = host.contains('$') || port.contains('$');
    page.remark(2, fmt::format("the address {}:{} {}: say `{}`", host, port,
                               variables ? "is made of variables" : "has no port from 1 to 65535", key));
}

void add_charset(page& page, keys& to, const std::string& name, bool reading) {
    if (name.empty() || name == "DEFAULT_ENCODING") return;
    const auto* known = charset::find(name);
    if (known == nullptr) return page.remark(2, "the character set " + name + " is not known here: say `charset`");
    to.add("charset", reading ? fmt::format("{{ force: {} }}", scalar(known->name)) : scalar(known->name));
}

// TLS and logins are properties of plugins. One that is not carried must not turn into a plain connection unseen.
void add_plugins(page& page, keys& to, const element& properties) {
    for (const auto& each : properties["pluginProperties"].children) {
        if (each.name.contains("NoneHttpAuth") || each["authType"].text == "NONE") continue;
        const auto small = lower(each.name);
        if (small.contains("ssl") || small.contains("tls")) {
            page.remark(2, "it had settings of TLS (" + each.name + "): write a profile under `tls` and name it here");
            to.add("tls", "{ use: from_mirth }");
        } else {
            page.remark(2, "not carried: the settings of " + each.name);
        }
    }
}

void check_frame(page& page, const element& properties) {
    const auto& frame = properties["transmissionModeProperties"];
    const auto& mode = frame["pluginPointName"].text;
    if (!mode.empty() && mode != "MLLP") page.remark(2, "its mode was " + mode + ", and here it is MLLP");
    const auto& begin = frame["startOfMessageBytes"].text;
    const auto& end = frame["endOfMessageBytes"].text;
    if ((!begin.empty() && begin != "0B") || (!end.empty() && end != "1C0D"))
        page.remark(2, "its frames begin with " + begin + " and end with " + end + ", and MLLP's with 0B and 1C0D");
}

} // namespace vagus::mirth
