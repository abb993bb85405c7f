// Destinations as outputs.
#include "engine/app/mirth/connectors.hpp"
#include "engine/app/mirth/settings.hpp"
#include "engine/app/mirth/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vagus::mirth {
namespace {

// ${...} of a name or address in the words of ours; nothing for what is not known here.
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
            if (known->second.empty()) return std::nullopt;
            out += "${" + known->second + "}";
        } else if (asked == "UUID" || asked == "message.messageId") {
            out += "${uuid()}";
        } else if (asked == "SYSTIME" || asked == "DATE") {
            out += "${now('%Y%m%d%H%M%S')}";
        } else if (asked.starts_with(date) && asked.ends_with("')")) {
            const auto format = date_format(asked.substr(date.size(), asked.size() - date.size() - 2));
            if (!format) return std::nullopt;
            out += "${now(" + in_quotes(*format) + ")}";
        } else {
            return std::nullopt;
        }
        text.remove_prefix(end + 1);
    }
    return out;
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

} // namespace

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

} // namespace vagus::mirth
