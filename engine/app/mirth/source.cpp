// Sources as inputs.
#include "engine/app/mirth/connectors.hpp"
#include "engine/app/mirth/settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace vagus::mirth {
namespace {

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

} // namespace vagus::mirth
