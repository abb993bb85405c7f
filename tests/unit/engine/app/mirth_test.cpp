// Channels of Mirth Connect as drafts: what is carried, what is left, and that nothing is left without a word.
#include "config/yaml_reader.hpp"
#include "engine/app/mirth/draft.hpp"
#include "engine/app/mirth/limits.hpp"
#include "engine/app/mirth/page.hpp"
#include "engine/app/mirth/script.hpp"
#include "engine/app/mirth/xml.hpp"
#include "tests/support/catch.hpp"

#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace vagus;

std::string text_of(const std::string& name) {
    std::ifstream in{"tests/unit/engine/app/mirth/" + name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<mirth::drafted> drafts_in(const std::string& xml) {
    const auto root = mirth::read_xml(xml);
    INFO((root ? std::string{} : root.error()));
    REQUIRE(root);
    return mirth::drafts_of(mirth::channels_in(*root));
}

const mirth::scope names{.variables = {{"mrn", "$mrn"}}};

std::string formula(const std::string& script) {
    const auto made = mirth::formula_of(script, names);
    return made ? made->text : "not carried";
}

std::string filter(const std::string& script) {
    const auto made = mirth::filter_of(script, names);
    return made ? made->text : "not carried";
}

// With `what` in place of the steps of a channel's source.
std::string with_script(const std::string& script) {
    return "<channel version='4.0.0'><id>x</id><name>x</name><sourceConnector><transformer><elements>"
           "<com.mirth.connect.plugins.javascriptstep.JavaScriptStep><name>s</name><enabled>true</enabled><script>" +
           script +
           "</script></com.mirth.connect.plugins.javascriptstep.JavaScriptStep></elements></transformer>"
           "</sourceConnector><destinationConnectors/></channel>";
}

bool has(const std::string& text, const std::string& part) {
    INFO(text);
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("places in a message count from 1 here and from 0 there", "[app][mirth]") {
    CHECK(mirth::path_of("msg['PID']['PID.5']['PID.5.1'].toString()") == "PID-5.1");
    CHECK(mirth::path_of("tmp['OBX'][1]['OBX.5'][0]['OBX.5.2']['OBX.5.2.1']") == "OBX[2]-5[1].2.1");
    CHECK(mirth::path_of("msg[\"PID\"][\"PID.8\"]") == "PID-8");
    CHECK(mirth::path_of("msg['PID']['PID.5']['PID.6.1']") == std::nullopt);
    CHECK(mirth::path_of("msg['PID'][i]['PID.5']") == std::nullopt);
    CHECK(mirth::path_of("msg['PID']['PID.5']['PID.5.1'][1]") == std::nullopt);
    CHECK(mirth::path_of("msg['ORU_R01.PATIENT_RESULT']['PID']") == std::nullopt);
}

TEST_CASE("expressions that mean the same here are carried", "[app][mirth]") {
    CHECK(formula("msg['PID']['PID.3']['PID.3.1'].toString().trim().toUpperCase()") == "upper(trim(PID-3.1))");
    CHECK(formula("'a\\'b' + $('mrn')") == "concat('a''b', $mrn)");
    CHECK(formula("msg['PID']['PID.7']['PID.7.1'].toString().substring(0, 8)") == "substr(PID-7.1, 1, 8)");
    CHECK(formula("channelMap.get('mrn') || 'none'") == "$mrn else 'none'");
    CHECK(formula("DateUtil.getCurrentDate('yyyyMMddHHmmss')") == "now('%Y%m%d%H%M%S')");
    CHECK(formula("msg['MSH']['MSH.3']['MSH.3.1'] == 'A' && (msg['PID']['PID.8'] == 'F' || !$('mrn'))") ==
          "MSH-3.1 == 'A' and (PID-8 == 'F' or not $mrn != '')");
    CHECK(formula("msg['OBX']['OBX.5']['OBX.5.1'].toString().indexOf('x.y') != -1") == "OBX-5.1 matches 'x\\.y'");
    CHECK(formula("msg['OBX']['OBX.5']['OBX.5.1'].toString().indexOf('x') < 0") == "not OBX-5.1 matches 'x'");
    CHECK(formula("msg['PID']['PID.3']['PID.3.1'].toString().length == 10") == "length(PID-3.1) == 10");
    CHECK(mirth::formula_of("msg['PID']['PID.8']", {.variables = {}, .received = true})->text == "received(PID-8)");
}

TEST_CASE("an expression that is not understood to its end is not carried", "[app][mirth]") {
    for (const auto* script :
         {"", "x", "$('other')", "msg['PID']['PID.3'] == 1", "msg['OBX'].length()", "'a' + 1", "parseInt('1')", "'a",
          "msg['PID']['PID.3'].toString().replace(/a/g, 'b')", "a; b", "msg['PID']['PID.8'] = 'F'", "1 < 'a'",
          "!msg['PID']['PID.8'].indexOf('F')", "msg['PID']['PID.8'].indexOf('F') + 'a' != -1",
          "msg['PID']['PID.8'].indexOf('F')", "'a' == 'b'", "'\n'", "globalMap.get('mrn')", "010 == 8 ? 'a' : 'b'"})
        CHECK(formula(script) == "not carried");
    CHECK(formula(std::string(mirth::limits::script_depth - 1, '(') + "$('mrn')" +
                  std::string(mirth::limits::script_depth - 1, ')')) == "$mrn");
    CHECK(formula(std::string(mirth::limits::script_depth, '(') + "$('mrn')" +
                  std::string(mirth::limits::script_depth, ')')) == "not carried");
    CHECK(formula(std::string(100'000, '(')) == "not carried");
}

TEST_CASE("a filter is carried when it only returns what holds", "[app][mirth]") {
    CHECK(filter("return msg['PID']['PID.8'] == 'F';") == "PID-8 == 'F'");
    CHECK(filter("// why\nif (msg['PID']['PID.8'] == 'F') { return true; }\nreturn false;") == "PID-8 == 'F'");
    CHECK(filter("if (msg['PID']['PID.8'] == 'F') return false; else return true;") == "not PID-8 == 'F'");
    CHECK(filter("if (msg['PID']['PID.8'] == 'F') return true;") == "not carried");
    CHECK(filter("var a = 1; return true;") == "not carried");
    CHECK(filter("return true; msg['PID']['PID.8'] = 'F';") == "not carried");
}

TEST_CASE("a channel of version 4 becomes inputs, routes, outputs and transforms", "[app][mirth]") {
    const auto all = drafts_in(text_of("adt_4.xml"));
    REQUIRE(all.size() == 1);
    CHECK(all[0].name == "adt_to_wards_lab");
    CHECK(mirth::remarks_in(all[0].text).empty());
    const auto& text = all[0].text;
    for (const auto* part : {
             R"(    mllp: { listen: "0.0.0.0:6661", max_connections: 10, charset: { force: "ISO-8859-1" } })",
             "    ack: { after: processed, codes: { failed: AE, dropped: AA, unmatched: AA } }",
             R"(    match: "MSH-9.1 == 'ADT' and MSH-9.2 in ['A01', 'A08'] and not MSH-11.1 != 'P'")",
             R"(      - let: { mrn: "PID-3.1 else 'unknown'" })",
             "      - name: \"Our name\"\n        set: { \"MSH-3.1\": HUB }",
             "      - if: \"$ward == 'ICU'\"\n        then:\n          - set: { \"PV1-18.1\": INT }\n        else:\n"
             "          - set: { \"PV1-18.1\": \"${upper($ward)}\" }",
             R"(      - set: { "PID-5[1].1": "${trim(PID-5[1].1)}" })",
             "      - output: adt_to_wards_lab_lab\n"
             "        when: \"received(PV1-19.1) != '' or (PV1-3.1 matches 'LAB' or PV1-3.1 matches 'Dr\\\\. X')\"",
             "        use: adt_to_wards_lab_lab",
             "      - output: adt_to_wards_lab_wards_files\n        when: \"not received(PV1-2.1) != 'I'\"",
             R"(        set: { "PID-2.1": "${concat('L', received(PID-3.1) else 'unknown')}" })",
             R"(name: "ward-${received(PV1-19.1)}-${now('%Y%m%d')}-${uuid()}.hl7")",
             "retry: { first: 500ms, factor: 1, max: 500ms, give_up: { attempts: 3 } }",
             "mllp: { connect: \"lab.internal:6662\", ack_timeout: 5s }",
         })
        CHECK(has(text, part));
}

TEST_CASE("a channel of version 3 is read alike, and what is left fails the route", "[app][mirth]") {
    const auto all = drafts_in(text_of("orders_3.xml"));
    REQUIRE(all.size() == 1);
    const auto& text = all[0].text;
    for (const auto* part : {
             "file: { path: /in/orders, pattern: \"*.hl7\", every: 5s, order: name, settle: 1s, then: { move: taken } "
             "}",
             R"(match: "MSH-9.1 == 'ORM' and not PID-5.1 matches 'TEST'")",
             R"(- let: { order_no: "ORC-2.1" })",
             R"(set: { "NTE[2]-3.1": "${$order_no}" })",
             "      # Mirth: not carried: JavaScript 'look it up'. Write it here, and then take out the `fail`\n"
             "      #   var rows = DatabaseConnectionFactory.createDatabaseConnection('driver', 'url');\n"
             "      #   msg['OBR']['OBR.4']['OBR.4.1'] = rows.first(); // # not yaml: {\n"
             "      - fail: \"left to be written, from Mirth: JavaScript 'look it up'\"\n",
             "- fail: \"left to be written, from Mirth: the destination 'Warehouse', a Database Writer\"",
             "auth: { basic: { user: orders, password: \"${env:ORDERS_PORTAL_PASSWORD}\" } }",
             "# Mirth: not carried: the postprocessing script\n#   logger.info('done');",
         })
        CHECK(has(text, part));
    CHECK_FALSE(has(text, "not-to-be-copied"));
    std::vector<std::size_t> lines;
    for (const auto& each : mirth::remarks_in(text)) lines.push_back(each.line);
    CHECK(lines.size() == 6);
    CHECK(std::is_sorted(lines.begin(), lines.end()));
}

TEST_CASE("the channels of a group lead to each other", "[app][mirth]") {
    const auto all = drafts_in(text_of("group.xml"));
    REQUIRE(all.size() == 2);
    CHECK(all[0].name == "results");
    CHECK(all[1].name == "results_2");
    CHECK(has(all[0].text, "- { route: results_2 }"));
    CHECK(has(all[0].text, "http: { listen: \"127.0.0.1:8081\", path: /results, charset: { force: \"UTF-8\" } }"));
    CHECK(has(all[0].text, "ack: { after: { after: delivered, outputs: [results_emr], within: 25s }"));
    CHECK(has(all[0].text, "      - results_emr\n"));
    CHECK_FALSE(has(all[1].text, "from:"));
    CHECK(has(all[1].text, "# Its messages come from the routes of other channels."));
    CHECK(has(all[1].text, "# Mirth: the destination 'old disk' was switched off"));
}

TEST_CASE("a step in the midst of which a value is not understood is left whole", "[app][mirth]") {
    const auto left = drafts_in(with_script("msg['PID']['PID.8'] = 'F'; call();"))[0].text;
    CHECK_FALSE(has(left, "- set:"));
    CHECK(has(left, "- fail:"));
    const auto carried = drafts_in(with_script("msg['PID']['PID.8'] = 'F'\ndelete msg['ZXX'];"))[0].text;
    CHECK(has(carried, "- set: { \"PID-8\": F }"));
    CHECK(has(carried, "- delete: ZXX"));
    // A name ends with its branch here, and there with its function.
    CHECK(has(drafts_in(with_script("if ('F' == msg['PID']['PID.8']) { var a = 'x'; }"))[0].text, "- fail:"));
    // Both statements on one line without a semicolon are no JavaScript.
    CHECK(has(drafts_in(with_script("msg['PID']['PID.8'] = 'F' msg['PID']['PID.9'] = 'G'"))[0].text, "- fail:"));
}

TEST_CASE("what a connector had and a draft has not is said at its place", "[app][mirth]") {
    const auto source = [](const std::string& properties) {
        return drafts_in("<channel><id>x</id><name>x</name><sourceConnector><transportName>TCP Listener</transportName>"
                         "<properties class='com.mirth.connect.connectors.tcp.TcpReceiverProperties'>" +
                         properties +
                         "</properties></sourceConnector><destinationConnectors><connector><metaDataId>1</metaDataId>"
                         "<name>d</name><properties class='com.mirth.connect.connectors.tcp.TcpDispatcherProperties'>"
                         "<serverMode>true</serverMode><remoteAddress>h</remoteAddress><remotePort>1</remotePort></"
                         "properties></connector>"
                         "</destinationConnectors></channel>")[0]
            .text;
    };
    const std::string at =
        "<listenerConnectorProperties><host>0.0.0.0</host><port>${port}</port></listenerConnectorProperties>";
    CHECK(has(source(at), "# Mirth: the address 0.0.0.0:${port} is made of variables: say `listen`\n    mllp: {"));
    CHECK(has(source("<listenerConnectorProperties><host>0.0.0.0</host><port>abc</port></listenerConnectorProperties>"),
              "# Mirth: the address 0.0.0.0:abc has no port from 1 to 65535: say `listen`"));
    CHECK(has(source("<sourceConnectorProperties><responseVariable>d1</responseVariable></sourceConnectorProperties>"),
              "    answer: { from: x_d }"));
    CHECK(has(source("<sourceConnectorProperties><responseVariable>Postprocessor</responseVariable>"
                     "</sourceConnectorProperties>"),
              "# Mirth: its answer was Postprocessor"));
    // A profile that is not there: nobody runs without TLS what ran with it.
    CHECK(has(source("<pluginProperties><com.example.SSLProperties/></pluginProperties>"), "tls: { use: from_mirth }"));
    CHECK(has(source("<transmissionModeProperties><startOfMessageBytes>02</startOfMessageBytes>"
                     "<endOfMessageBytes>03</endOfMessageBytes></transmissionModeProperties>"),
              "# Mirth: its frames begin with 02 and end with 03"));
    CHECK(has(source(""), "# Mirth: its receiver connected to it"));
    CHECK(has(source("<charsetEncoding>x-klingon</charsetEncoding>"),
              "# Mirth: the character set x-klingon is not known"));
}

TEST_CASE("a variable that was read behind a change is not read anew where the steps are over", "[app][mirth]") {
    const auto draft = [](const std::string& script, const std::string& asked, const std::string& source = {}) {
        return drafts_in("<channel version='4.0.0'><id>x</id><name>x</name><sourceConnector>" + source +
                         "<transformer><elements>"
                         "<com.mirth.connect.plugins.javascriptstep.JavaScriptStep><script>" +
                         script +
                         "</script></com.mirth.connect.plugins.javascriptstep.JavaScriptStep></elements></transformer>"
                         "</sourceConnector><destinationConnectors><connector><metaDataId>1</metaDataId><name>d</name>"
                         "<properties class='com.mirth.connect.connectors.file.FileDispatcherProperties'>"
                         "<host>/out</host><outputPattern>${x}</outputPattern></properties><filter><elements>"
                         "<com.mirth.connect.plugins.javascriptrule.JavaScriptRule><script>" +
                         asked +
                         "</script></com.mirth.connect.plugins.javascriptrule.JavaScriptRule></elements></filter>"
                         "</connector></destinationConnectors></channel>")[0]
            .text;
    };
    const std::string a = "msg['PID']['PID.3'] = 'A'; ";
    const std::string b = " msg['PID']['PID.3'] = 'B';";
    const std::string x = "var x = msg['PID']['PID.3'].toString();";
    const std::string asked = "return x == 'A';";
    const std::string next = "</script></com.mirth.connect.plugins.javascriptstep.JavaScriptStep>"
                             "<com.mirth.connect.plugins.javascriptstep.JavaScriptStep><script>";
    for (const auto& script :
         {a + x + b, a + x, x + b, a + "var y = msg['PID']['PID.3']; var x = 'c' + y;", "unknown();" + next + x,
          "delete msg['PID']; " + x, "if (msg['PV1']['PV1.2'] == 'I') { msg['PID']['PID.3'] = 'A'; } " + x}) {
        INFO(script);
        const auto text = draft(script, asked);
        CHECK_FALSE(has(text, "when:"));
        CHECK(has(text, "- fail: \"left to be written, from Mirth: "));
        CHECK(has(text, "# Mirth: files were named ${x}: say `name`"));
    }
    // The field is as it arrived, whatever was done to others.
    const auto kept = draft("msg['PID']['PID.30'] = 'A'; delete msg['PV1']; " + x, asked);
    CHECK(has(kept, "when: \"received(PID-3) == 'A'\""));
    CHECK(has(kept, "name: \"${received(PID-3)}\""));
    CHECK_FALSE(has(kept, "- fail:"));
    CHECK(has(draft("var y = msg['PID']['PID.3']; var x = 'c' + y;", asked),
              "when: \"concat('c', received(PID-3)) == 'A'\""));
    // What a channel before this one made of the message is not what an input received.
    const auto behind = draft(x, asked, "<properties class='com.mirth.connect.connectors.vm.VmReceiverProperties'/>");
    CHECK_FALSE(has(behind, "received("));
    CHECK(has(behind, "- fail:"));
}

TEST_CASE("a variable that a variable that a variable holds stays within bounds", "[app][mirth]") {
    std::string script = "var a = msg['PID']['PID.3'];";
    for (int i = 0; i < 200; ++i) script += "a = a + a;";
    CHECK(has(drafts_in(with_script(script))[0].text, "- fail:")); // an assignment without var
    script = "var a = msg['PID']['PID.3'];";
    for (int i = 0; i < 200; ++i) script += "var a = a + a;";
    CHECK(drafts_in(with_script(script))[0].text.size() < 20'000);
    const mirth::formula at_limit{.text = std::string(mirth::limits::later, 'x'), .literal = {}};
    CHECK(mirth::said_later(at_limit) == at_limit.text);
    CHECK(mirth::said_later({.text = at_limit.text + "x", .literal = {}}).empty());
}

TEST_CASE("an export of another version is drafted, and it is said", "[app][mirth]") {
    const auto of = [](const std::string& version, const std::string& inside = {}) {
        return drafts_in("<channel" + (version.empty() ? "" : " version='" + version + "'") +
                         "><id>x</id><name>x</name>" + inside + "<sourceConnector/></channel>")[0]
            .text;
    };
    for (const auto* known : {"3.0.0", "3.12.0", "4.0.1", "4.5.2"}) CHECK_FALSE(has(of(known), "of version"));
    for (const auto* unknown : {"5.0.0", "4.6.0", "4.10.0", "2.2.1", "x", "3"})
        CHECK(has(of(unknown), std::string{"# Mirth: it is of version "} + unknown + ", and drafts"));
    CHECK(has(of("", "<version>2.2.1</version>"), "# Mirth: it is of version 2.2.1, and"));
    CHECK(has(of(""), "# Mirth: it is of version (none said), and"));
}

TEST_CASE("two variables whose names would be one here stay two", "[app][mirth]") {
    const auto text = drafts_in(with_script("channelMap.put('a b', msg['PID']['PID.2']); var a_b = msg['PID']['PID.3'];"
                                            "msg['PID']['PID.4'] = $('a b'); msg['PID']['PID.5'] = a_b;"))[0]
                          .text;
    CHECK(has(text, "- let: { a_b: \"PID-2\" }\n      - let: { a_b_: \"PID-3\" }"));
    CHECK(has(text, "- set: { \"PID-4\": \"${$a_b}\" }\n      - set: { \"PID-5\": \"${$a_b_}\" }"));
}

TEST_CASE("a script cannot leave its comment, whatever line ends and letters it has", "[app][mirth]") {
    const auto text =
        drafts_in(with_script("x();&#13;evil: 1&#13;&#10;\xC2\x85more: 1\xE2\x80\xA8more: 2&#9;y"))[0].text;
    CHECK_FALSE(has(text, "\r"));
    CHECK_FALSE(has(text, "\n evil"));
    CHECK(has(text, "#   x(); evil: 1"));
    CHECK(mirth::scalar("a\nb\"c") == "\"a b\\\"c\"");
    CHECK(mirth::scalar("null") == "\"null\"");
    CHECK(mirth::plain_name("\xC3\x84 - x!", "channel") == "x");
    CHECK(mirth::plain_name("--", "channel") == "channel");
}

TEST_CASE("an export is bounded, and brings nothing with it", "[app][mirth]") {
    const auto refused = [](const std::string& xml) {
        return mirth::read_xml(xml) ? std::string{} : mirth::read_xml(xml).error();
    };
    CHECK(has(refused("<!DOCTYPE channel [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><channel>&x;</channel>"),
              "DOCTYPE"));
    CHECK(has(refused("<channel>"), "no XML: at byte"));
    CHECK(has(refused(""), "no XML"));
    const auto deep = [](std::size_t levels) {
        std::string xml;
        for (std::size_t i = 0; i < levels; ++i) xml += "<a>";
        for (std::size_t i = 0; i < levels; ++i) xml += "</a>";
        return xml;
    };
    CHECK(refused(deep(mirth::limits::depth)).empty());
    CHECK(has(refused(deep(mirth::limits::depth + 1)), "inside each other"));
    CHECK(has(refused(deep(200'000)), "inside each other"));
    CHECK(has(refused("<a>" + std::string(mirth::limits::bytes, ' ') + "</a>"), "longer than 64 MiB"));
    std::string many = "<a>";
    for (std::size_t i = 1; i < mirth::limits::elements; ++i) many += "<b/>";
    CHECK(refused(many + "</a>").empty());
    CHECK(has(refused(many + "<b/></a>"), "elements"));
}

TEST_CASE("whatever an export has, its draft is YAML", "[app][mirth]") {
    std::mt19937 random{7};
    const std::string odd = "'\"#:{}[]|>*!%@`\\\n\t\x01\x85\xFF$-, ;/";
    std::size_t read = 0;
    for (const auto* name : {"adt_4.xml", "orders_3.xml", "group.xml"}) {
        const auto good = text_of(name);
        for (unsigned i = 0; i < 300; ++i) {
            auto xml = good;
            for (std::size_t n = 0; n < 1 + i % 20U; ++n) {
                const auto at = random() % xml.size();
                const auto tag = xml.find_last_of("<>", at);
                if (tag != at && tag != std::string::npos && xml[tag] == '>') xml[at] = odd[random() % odd.size()];
            }
            const auto root = mirth::read_xml(xml);
            if (!root) continue;
            ++read;
            for (const auto& each : mirth::drafts_of(mirth::channels_in(*root))) {
                config::findings found;
                const auto made = config::read_yaml(each.text, 0, found);
                INFO(each.text);
                INFO((found.all().empty() ? std::string{} : found.all().front().what));
                CHECK(made.complete);
                CHECK_FALSE(found.any_error());
            }
        }
    }
    CHECK(read > 100);
}
