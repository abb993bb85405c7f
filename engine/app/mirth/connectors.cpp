#include "engine/app/mirth/connectors.hpp"

#include "engine/app/mirth/words.hpp"
#include "parsers/charset/names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace vagus::mirth {
namespace {

// The keys of a map in one line, as they come.
class keys {
  public:
    void add(std::string_view key, std::string_view value) { all_.push_back(fmt::format("{}: {}", key, value)); }
    [[nodiscard]] std::string text() const { return fmt::format("{{ {} }}", fmt::join(all_, ", ")); }

  private:
    std::vector<std::string> all_;
};

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}
std::string upper(std::string text) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
}

std::optional<long> number_in(const std::string& text) {
    long out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return out;
}

// Milliseconds, where they are within what our setting takes.
void add_time(keys& to, std::string_view key, const std::string& milliseconds, long least, long most) {
    const auto given = number_in(milliseconds);
    if (!given || *given < least || *given > most) return;
    to.add(key, *given % 1000 == 0 ? fmt::format("{}s", *given / 1000) : fmt::format("{}ms", *given));
}

bool fixed(const std::string& text) {
    return !text.empty() && !text.contains('$');
}

void add_address(page& page, keys& to, std::string_view key, const std::string& host, const std::string& port) {
    const auto given = number_in(port);
    if ((host.empty() || fixed(host)) && given && *given > 0 && *given < 65536)
        return to.add(key, scalar(fmt::format("{}:{}", host, port)));
    page.remark(2, fmt::format("the address {}:{} is made of variables: say `{}`", host, port, key));
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

// When Mirth answers, and with which codes: a message that its filter refused is answered AR if not said otherwise.
void write_ack(page& page, const channel& of, const std::map<std::string, std::string>& outputs) {
    const auto& asked = of.source.properties;
    const auto& terms = asked.has("sourceConnectorProperties") ? asked["sourceConnectorProperties"]
                                                               : asked["responseConnectorProperties"];
    const auto& when = terms["responseVariable"].text;
    const auto code = [&](const char* property, const char* otherwise) {
        const auto& said = of.source.generated[property].text;
        return said == "AA" || said == "AE" || said == "AR" ? said : std::string{otherwise};
    };
    const auto codes = fmt::format("codes: {{ failed: {}, dropped: {}, unmatched: {} }}", code("errorACKCode", "AE"),
                                   code("rejectedACKCode", "AR"), code("rejectedACKCode", "AR"));
    if (when == "None") return page.line(2, "ack: { mode: none }");
    if (when.empty() || when.contains("Before processing")) return;
    if (when.contains("After source transformer"))
        return page.line(2, fmt::format("ack: {{ after: processed, {} }}", codes));
    if (when.contains("Destinations completed")) {
        std::vector<std::string> all;
        for (const auto& each : outputs) all.push_back(each.second);
        if (all.empty()) return;
        return page.line(2, fmt::format("ack: {{ after: {{ after: delivered, outputs: [{}], within: 25s }}, {} }}",
                                        fmt::join(all, ", "), codes));
    }
    const auto from = outputs.find(when.starts_with('d') ? when.substr(1) : when);
    if (from != outputs.end())
        page.line(2, fmt::format("answer: {{ from: {} }}", from->second));
    else
        page.remark(2, "its answer was " + when + ": say `ack` or `answer`");
}

bool write_mllp_input(page& page, const channel& of, const std::map<std::string, std::string>& outputs) {
    const auto& has = of.source.properties;
    keys made;
    check_frame(page, has);
    if (has["serverMode"].text == "false") page.remark(2, "it connected to its sender; here senders connect to it");
    add_address(page, made, "listen", has["listenerConnectorProperties"]["host"].text,
                has["listenerConnectorProperties"]["port"].text);
    if (const auto most = number_in(has["maxConnections"].text); most && *most > 0 && *most <= 100000)
        made.add("max_connections", std::to_string(*most));
    add_time(made, "idle_timeout", has["receiveTimeout"].text, 1000, 604'800'000);
    if (has["transmissionModeProperties"]["useMLLPv2"].text == "true") made.add("commit_bytes", "true");
    add_charset(page, made, has["charsetEncoding"].text, true);
    add_plugins(page, made, has);
    page.line(2, "mllp: " + made.text());
    write_ack(page, of, outputs);
    return true;
}

bool write_http_input(page& page, const channel& of, const std::map<std::string, std::string>& outputs) {
    const auto& has = of.source.properties;
    keys made;
    add_address(page, made, "listen", has["listenerConnectorProperties"]["host"].text,
                has["listenerConnectorProperties"]["port"].text);
    const auto& path = has["contextPath"].text;
    if (!path.empty()) made.add("path", scalar(path.starts_with('/') ? path : "/" + path));
    if (has["xmlBody"].text == "true") page.remark(2, "it took each request as XML; here the body is the message");
    add_charset(page, made, has["charset"].text, true);
    add_plugins(page, made, has);
    page.line(2, "http: " + made.text());
    write_ack(page, of, outputs);
    return true;
}

bool local(const element& properties) {
    const auto& scheme = properties["scheme"].text;
    return scheme.empty() || upper(scheme) == "FILE";
}

bool write_file_input(page& page, const channel& of) {
    const auto& has = of.source.properties;
    if (!local(has)) return false;
    keys made;
    made.add("path", scalar(has["host"].text));
    if (!has["fileFilter"].text.empty()) made.add("pattern", scalar(has["fileFilter"].text));
    if (has["regex"].text == "true") page.remark(2, "its pattern is a regular expression: say one with * and ?");
    if (has["directoryRecursion"].text == "true") page.remark(2, "it read folders inside too: make an input for each");
    const auto& poll = has["pollConnectorProperties"];
    if (const auto kind = upper(poll["pollingType"].text); !kind.empty() && kind != "INTERVAL")
        page.remark(2, "it read at times (" + poll["pollingType"].text + "); here it looks every so often");
    add_time(made, "every", poll["pollingFrequency"].text, 50, 86'400'000);
    if (has["sortBy"].text == "name") made.add("order", "name");
    if (has["checkFileAge"].text == "true") add_time(made, "settle", has["fileAge"].text, 0, 3'600'000);
    const auto& then = has["afterProcessingAction"].text;
    const auto& folder = has["moveToDirectory"].text;
    if (then == "DELETE") made.add("then", "delete");
    if (then == "MOVE" && fixed(folder) && !folder.starts_with('/'))
        made.add("then", "{ move: " + scalar(folder) + " }");
    else if (then == "MOVE")
        page.remark(2, "it moved files to " + folder + ": `then: { move: DIR }` is a folder inside of `path`");
    else if (then != "DELETE")
        page.remark(2, "it left files where they were; here they are moved to the folder done");
    if (!has["moveToFileName"].text.empty())
        page.remark(2, "files that were moved got another name; here they keep theirs");
    add_charset(page, made, has["charsetEncoding"].text, true);
    page.line(2, "file: " + made.text());
    return true;
}

// Mirth tries `retryCount` times more, and then queues the message without an end or gives it up.
void write_retry(page& page, const element& properties) {
    const auto& terms = properties.has("destinationConnectorProperties") ? properties["destinationConnectorProperties"]
                                                                         : properties["queueConnectorProperties"];
    const auto wait = number_in(terms["retryIntervalMillis"].text).value_or(10'000);
    const auto again = number_in(terms["retryCount"].text).value_or(0);
    const bool queued = terms["queueEnabled"].text == "true";
    keys made;
    if (wait >= 10 && wait <= 86'400'000) {
        add_time(made, "first", std::to_string(wait), 10, 86'400'000);
        made.add("factor", "1");
        add_time(made, "max", std::to_string(wait), 10, 86'400'000);
    }
    made.add("give_up", queued ? "never" : fmt::format("{{ attempts: {} }}", std::clamp(again, 0L, 1000L) + 1));
    page.line(2, "retry: " + made.text());
    if (const auto lanes = number_in(terms["threadCount"].text); lanes && *lanes > 1)
        page.remark(
            2, fmt::format("it sent with {} threads, in no order; here order is kept: `order` says otherwise", *lanes));
    if (terms["rotate"].text == "true")
        page.remark(2, "its queue let others pass a message that failed; here it waits: `order: { per_key: ... }`");
}

bool sends_message(const std::string& body) {
    return body.empty() || body == "${message.encodedData}";
}

bool write_mllp_output(page& page, const connector& of) {
    const auto& has = of.properties;
    if (!sends_message(has["template"].text)) return false;
    keys made;
    check_frame(page, has);
    if (has["serverMode"].text == "true")
        page.remark(2, "its receiver connected to it; here it connects to its receiver");
    add_address(page, made, "connect", has["remoteAddress"].text, has["remotePort"].text);
    add_time(made, "ack_timeout", has["responseTimeout"].text, 100, 3'600'000);
    if (has["ignoreResponse"].text == "true")
        made.add("expect", "nothing");
    else if (has["transmissionModeProperties"]["useMLLPv2"].text == "true")
        made.add("expect", "commit_and_answer");
    add_charset(page, made, has["charsetEncoding"].text, false);
    add_plugins(page, made, has);
    page.line(2, "mllp: " + made.text());
    write_retry(page, has);
    return true;
}

// What is not to be read in a file that many people have.
std::string secret(const std::string& output, const std::string& what) {
    return fmt::format("\"${{env:{}_{}}}\"", upper(output), upper(what));
}

bool write_http_output(page& page, const std::string& name, const connector& of, const scope& names) {
    const auto& has = of.properties;
    const auto method = upper(has["method"].text);
    const auto url = template_of(has["host"].text, names);
    if (!sends_message(has["content"].text) || !url || has["multipart"].text == "true" ||
        (method != "POST" && method != "PUT" && method != "PATCH"))
        return false;
    keys made;
    made.add("url", scalar(*url));
    if (method != "POST") made.add("method", method);
    if (!has["contentType"].text.empty()) made.add("content_type", scalar(has["contentType"].text));
    keys headers;
    for (const auto& entry : has["headers"].children) {
        if (entry.children.size() != 2) continue;
        const auto& key = entry.children[0].text;
        headers.add(scalar(key), secret(name, plain_name(key, "HEADER")));
        page.remark(2, "the header " + key + ": its value is not copied, because it may be a secret");
    }
    if (!has["headers"].children.empty()) made.add("headers", headers.text());
    if (!has["parameters"].children.empty()) page.remark(2, "not carried: its query parameters");
    if (has["useProxyServer"].text == "true") page.remark(2, "it went through a proxy; here it connects directly");
    if (has["useAuthentication"].text == "true") {
        made.add("auth", fmt::format("{{ basic: {{ user: {}, password: {} }} }}", scalar(has["username"].text),
                                     secret(name, "PASSWORD")));
        page.remark(2,
                    "its password is not copied" +
                        std::string{has["authenticationType"].text == "Digest" ? ", and it was a digest login" : ""});
    }
    add_time(made, "answer_timeout", has["socketTimeout"].text, 100, 3'600'000);
    add_plugins(page, made, has);
    page.line(2, "http: " + made.text());
    write_retry(page, has);
    return true;
}

bool write_file_output(page& page, const connector& of, const scope& names) {
    const auto& has = of.properties;
    if (!local(has) || !sends_message(has["template"].text)) return false;
    keys made;
    made.add("folder", scalar(has["host"].text));
    const auto file = template_of(has["outputPattern"].text, names);
    if (!file) page.remark(2, "files were named " + has["outputPattern"].text + ": say `name`");
    made.add("name", scalar(file.value_or("${MSH-10}.hl7")));
    if (has["outputAppend"].text == "true")
        page.remark(2, "a file of the same name was added to; here one with other content makes a dead letter");
    else if (has["errorOnExists"].text != "true")
        made.add("overwrite", "true");
    add_charset(page, made, has["charsetEncoding"].text, false);
    page.line(2, "file: " + made.text());
    write_retry(page, has);
    return true;
}

bool is(const connector& of, std::string_view kind) {
    return of.properties.kind.ends_with(kind);
}

} // namespace

bool write_input(page& to, const std::string& name, const channel& of,
                 const std::map<std::string, std::string>& outputs) {
    page made;
    const bool carried = is(of.source, ".TcpReceiverProperties")    ? write_mllp_input(made, of, outputs)
                         : is(of.source, ".HttpReceiverProperties") ? write_http_input(made, of, outputs)
                         : is(of.source, ".FileReceiverProperties") ? write_file_input(made, of)
                                                                    : false;
    if (!carried) return false;
    to.line(1, name + ":");
    to.add(std::move(made));
    return true;
}

bool write_output(page& to, const std::string& name, const connector& of, const scope& names) {
    page made;
    const bool carried = is(of, ".TcpDispatcherProperties")    ? write_mllp_output(made, of)
                         : is(of, ".HttpDispatcherProperties") ? write_http_output(made, name, of, names)
                         : is(of, ".FileDispatcherProperties") ? write_file_output(made, of, names)
                                                               : false;
    if (!carried) return false;
    to.line(1, name + ":");
    to.add(std::move(made));
    return true;
}

std::string channel_behind(const connector& of) {
    return is(of, ".VmDispatcherProperties") ? of.properties["channelId"].text : std::string{};
}

std::optional<std::string> template_of(std::string_view text, const scope& names) {
    std::string out;
    while (!text.empty()) {
        const auto hole = text.find("${");
        out += text.substr(0, hole);
        if (hole == std::string_view::npos) break;
        const auto end = text.find('}', hole);
        if (end == std::string_view::npos) return std::nullopt;
        const auto asked = text.substr(hole + 2, end - hole - 2);
        constexpr std::string_view date = "date.get('";
        const auto known = names.variables.find(asked);
        if (known != names.variables.end()) {
            out += "${" + known->second + "}";
        } else if (asked == "UUID" || asked == "message.messageId") {
            out += "${uuid()}";
        } else if (asked == "SYSTIME" || asked == "DATE") {
            out += "${now('%Y%m%d%H%M%S')}";
        } else if (asked.starts_with(date) && asked.ends_with("')")) {
            const auto format = date_format(asked.substr(date.size(), asked.size() - date.size() - 2));
            if (!format) return std::nullopt;
            out += "${now(" + quoted(*format) + ")}";
        } else {
            return std::nullopt;
        }
        text.remove_prefix(end + 1);
    }
    return out;
}

} // namespace vagus::mirth
