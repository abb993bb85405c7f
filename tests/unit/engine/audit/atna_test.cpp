#include "engine/audit/atna.hpp"
#include "engine/audit/limits.hpp"
#include "engine/audit/syslog.hpp"
#include "engine/audit/words.hpp"
#include "tests/unit/engine/audit/written.hpp"

#include <pugixml.hpp>

#include <string>

using namespace vagus::audit;
using namespace vagus::audit::test;

namespace {

entry view() {
    auto made = act("anna", "message.view", "01JZ 02JZ");
    made.result = with_values;
    made.n = 7;
    made.at = 1'772'355'762'118'001;
    made.about.emplace_back("output", "pas <&\">");
    made.reason = "ward \x01 called";
    return made;
}

struct parsed {
    pugi::xml_document document;
    pugi::xml_node root;
    explicit parsed(const entry& what) {
        REQUIRE(document.load_string(audit_message(what, std::string(64, 'a'), "st-elsewhere").c_str()));
        root = document.document_element();
    }
    std::string at(const char* path) const { return root.select_node(path).attribute().value(); }
};

} // namespace

TEST_CASE("an audit message says who did what to which message, and when", "[audit]") {
    const parsed is{view()};
    CHECK(std::string{is.root.name()} == "AuditMessage");
    CHECK(is.at("EventIdentification/@EventActionCode") == "R");
    CHECK(is.at("EventIdentification/@EventDateTime") == "2026-03-01T09:02:42.118001Z");
    CHECK(is.at("EventIdentification/@EventOutcomeIndicator") == "0");
    CHECK(is.at("EventIdentification/EventID/@csd-code") == "110110");
    CHECK(is.at("EventIdentification/EventID/@codeSystemName") == "DCM");
    CHECK(is.at("EventIdentification/EventTypeCode/@csd-code") == "message.view");
    CHECK(is.at("ActiveParticipant[@UserIsRequestor='true']/@UserID") == "anna");
    CHECK(is.at("ActiveParticipant[@UserIsRequestor='true']/@NetworkAccessPointID") == "10.1.4.9");
    CHECK(is.at("ActiveParticipant/RoleIDCode/@csd-code") == "operator");
    CHECK(is.at("AuditSourceIdentification/@AuditSourceID") == "st-elsewhere");
    CHECK(is.at("ParticipantObjectIdentification[1]/@ParticipantObjectID") == "01JZ");
    CHECK(is.at("ParticipantObjectIdentification[2]/@ParticipantObjectID") == "02JZ");
    CHECK(is.at("ParticipantObjectIdentification[3]/ParticipantObjectDetail/@value") == "cGFzIDwmIj4=");
    CHECK(is.at("ParticipantObjectIdentification[4]/@ParticipantObjectID") == "7");
    CHECK(is.at("ParticipantObjectIdentification[4]/ParticipantObjectDetail[@type='reason']/@value") ==
          "d2FyZCABIGNhbGxlZA==");
}

TEST_CASE("each word is an event of DICOM's, and what was not done is a failure", "[audit]") {
    const struct {
        std::string_view word;
        const char* id;
        const char* type;
    } all[]{{words::login, "110114", "110122"},          {words::logout, "110114", "110123"},
            {words::search, "110112", "search"},         {words::exported, "110106", "export"},
            {words::reveal, "110113", "110127"},         {words::denied, "110113", "110132"},
            {words::reload, "110113", "110131"},         {words::user_added, "110113", "110137"},
            {words::audit_view, "110101", "audit.view"}, {words::output_hold, "110100", "output.hold"}};
    for (const auto& each : all) {
        INFO(each.word);
        const parsed is{act("anna", std::string{each.word})};
        CHECK(is.at("EventIdentification/EventID/@csd-code") == each.id);
        CHECK(is.at("EventIdentification/EventTypeCode[1]/@csd-code") == each.type);
    }
    auto failed = act("anna", std::string{words::login_failed});
    failed.result = "not_logged_in";
    const parsed is{failed};
    CHECK(is.at("EventIdentification/@EventOutcomeIndicator") == "4");
    CHECK(std::string{is.root.child("EventIdentification").child_value("EventOutcomeDescription")} == "not_logged_in");
}

TEST_CASE("what was shown was done, with values or without, and the export says which", "[audit]") {
    const auto frame = [](const entry& what) {
        return syslog_frames({what, "", std::string(64, 'a'), true}, {"host", "site", 42});
    };
    for (const auto& result : {std::string{with_values}, std::string{"masked"}}) {
        INFO(result);
        auto seen = view();
        seen.result = result;
        const parsed is{seen};
        CHECK(is.at("EventIdentification/@EventOutcomeIndicator") == "0");
        CHECK(is.root.child("EventIdentification").child("EventOutcomeDescription").empty());
        CHECK(is.at("ParticipantObjectIdentification[4]/ParticipantObjectDetail[@type='shown']/@value") ==
              (result == "masked" ? "bWFza2Vk" : "dmFsdWVz"));
        CHECK(frame(seen).contains(" <85>1 "));
    }
    auto not_done = view();
    not_done.result = "failed 404";
    CHECK(frame(not_done).contains(" <84>1 "));
    auto lost = act("vagus", std::string{words::lost});
    CHECK(parsed{lost}.at("EventIdentification/@EventOutcomeIndicator") == "4");
    CHECK(frame(lost).contains(" <84>1 "));
}

TEST_CASE("a frame of syslog says its length, and what it is", "[audit]") {
    const read_line line{view(), "", std::string(64, 'a'), true};
    const auto frame = syslog_frames(line, {"engine one\n", "st-elsewhere", 42});
    const auto blank = frame.find(' ');
    CHECK(std::stoul(frame.substr(0, blank)) == frame.size() - blank - 1);
    const auto head = frame.substr(blank + 1, frame.find('\xEF') - blank - 1);
    CHECK(head == "<85>1 2026-03-01T09:02:42.118001Z engine_one_ vagus 42 DICOM+RFC3881 - ");
    CHECK(frame.contains("\xEF\xBB\xBF<AuditMessage>"));
    CHECK_FALSE(frame.contains('\n'));
}

TEST_CASE("an entry about a hundred messages goes out in frames that collectors take", "[audit]") {
    auto sent = act("anna", std::string{words::resend});
    std::string ids;
    for (int i = 0; i < 100; ++i) ids += (i == 0 ? "" : " ") + std::string("01JZ8Q00000001") + std::to_string(10 + i);
    sent.n = 7;
    sent.about = {{"message", ids}, {"to", "pas"}};
    const auto all = syslog_frames({sent, "", std::string(64, 'a'), true}, {"host", "site", 42});
    std::size_t frames = 0;
    std::string named;
    for (std::string_view rest{all}; !rest.empty(); ++frames) {
        const auto blank = rest.find(' ');
        const auto size = std::stoul(std::string{rest.substr(0, blank)});
        CHECK(size <= 8192); // RFC 5425, 4.3.1: what a receiver should take
        const auto text = rest.substr(blank + 1, size);
        rest.remove_prefix(blank + 1 + size);
        pugi::xml_document document;
        const auto xml = text.substr(text.find('<', 1));
        REQUIRE(document.load_buffer(xml.data(), xml.size()));
        const auto objects = document.document_element().children("ParticipantObjectIdentification");
        CHECK(document.document_element().select_node("//ParticipantObjectDetail[@type='to']"));
        CHECK(document.document_element().select_node("//*[@ParticipantObjectID='7']"));
        for (const auto& each : objects)
            if (std::string_view{each.attribute("ParticipantObjectTypeCodeRole").value()} == "3")
                named.append(named.empty() ? "" : " ") += each.attribute("ParticipantObjectID").value();
    }
    CHECK(named == ids);
    CHECK(frames == 100 / messages_in_frame + (100 % messages_in_frame == 0 ? 0 : 1));
}
