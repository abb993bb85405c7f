#include "engine/audit/atna.hpp"

#include "engine/audit/words.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <pugixml.hpp>
#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <sstream>

namespace vagus::audit {
namespace {

struct known {
    std::string_view word;
    event_kind kind;
};

// DICOM PS3.16, CID 400 (Audit Event ID) and CID 401 (Audit Event Type Code).
constexpr std::string_view activity = "Application Activity";
constexpr std::string_view alert = "Security Alert";
constexpr std::string_view record = "Patient Record";
constexpr std::string_view restricted = "Use of Restricted Function";
constexpr std::string_view of_users = "User Security Attributes Changed";
constexpr known all_kinds[]{
    {words::login, {"110114", "User Authentication", "110122", "Login", 'E'}},
    {words::login_failed, {"110114", "User Authentication", "110122", "Login", 'E'}},
    {words::logout, {"110114", "User Authentication", "110123", "Logout", 'E'}},
    {words::user_added, {"110113", alert, "110137", of_users, 'C'}},
    {words::user_changed, {"110113", alert, "110137", of_users, 'U'}},
    {words::user_password, {"110113", alert, "110137", of_users, 'U'}},
    {words::user_disabled, {"110113", alert, "110137", of_users, 'U'}},
    {words::user_enabled, {"110113", alert, "110137", of_users, 'U'}},
    {words::user_removed, {"110113", alert, "110137", of_users, 'D'}},
    {words::token_added, {"110113", alert, "110137", of_users, 'C'}},
    {words::token_removed, {"110113", alert, "110137", of_users, 'D'}},
    {words::search, {"110112", "Query", "", "", 'E'}},
    {words::view, {"110110", record, "", "", 'R'}},
    {words::wire_view, {"110110", record, "", "", 'R'}},
    {words::codes_view, {"110110", record, "", "", 'R'}},
    {words::edit, {"110110", record, "", "", 'U'}},
    {words::dead_discard, {"110110", record, "", "", 'D'}},
    {words::exported, {"110106", "Export", "", "", 'R'}},
    {words::resend, {"110106", "Export", "", "", 'R'}},
    {words::dead_retry, {"110106", "Export", "", "", 'R'}},
    {words::reveal, {"110113", alert, "110127", "Emergency Override Started", 'E'}},
    {words::denied, {"110113", alert, "110132", restricted, 'E'}},
    {words::reload, {"110113", alert, "110131", "Software Configuration", 'U'}},
    {words::rollback, {"110113", alert, "110131", "Software Configuration", 'U'}},
    {words::audit_view, {"110101", "Audit Log Used", "", "", 'R'}},
    {words::started, {"110100", activity, "110134", "Audit Recording Started", 'E'}},
    {words::repaired, {"110113", alert, "110135", "Object Security Attributes Changed", 'U'}},
    {words::lost, {"110113", alert, "110135", "Object Security Attributes Changed", 'D'}},
};

// Characters that XML 1.0 cannot hold, not even as references.
std::string xml_text(std::string_view text) {
    std::string out{text};
    std::ranges::replace_if(
        out, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; }, '?');
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    out.resize(out.find('\0'));
    return out;
}

std::string time_of(wall_us at) {
    using namespace std::chrono;
    const sys_time<microseconds> when{microseconds{at}};
    const auto whole = floor<seconds>(when);
    return fmt::format("{:%FT%T}.{:06}Z", fmt::gmtime(system_clock::to_time_t(whole)), (when - whole).count());
}

void set(pugi::xml_node node, const char* name, std::string_view value) {
    node.append_attribute(name) = xml_text(value).c_str();
}

void code(pugi::xml_node parent, const char* element, std::string_view value, std::string_view system,
          std::string_view text) {
    auto made = parent.append_child(element);
    set(made, "csd-code", value);
    set(made, "codeSystemName", system);
    set(made, "originalText", text);
}

void detail(pugi::xml_node object, std::string_view type, std::string_view value) {
    auto made = object.append_child("ParticipantObjectDetail");
    set(made, "type", type);
    set(made, "value", base64(value));
}

// Types and roles of objects: A.5.1; the code of what the id is: RFC 3881, 5.5.4.
pugi::xml_node object(pugi::xml_node parent, std::string_view id, const char* type, const char* role,
                      std::string_view kind) {
    auto made = parent.append_child("ParticipantObjectIdentification");
    set(made, "ParticipantObjectID", id);
    set(made, "ParticipantObjectTypeCode", type);
    set(made, "ParticipantObjectTypeCodeRole", role);
    code(made, "ParticipantObjectIDTypeCode", kind, "vagus", kind);
    return made;
}

void add_event(pugi::xml_node root, const entry& what) {
    const auto kind = kind_of(what.what);
    auto event = root.append_child("EventIdentification");
    set(event, "EventActionCode", std::string_view{&kind.action, 1});
    set(event, "EventDateTime", time_of(what.at));
    // 4: minor failure.
    set(event, "EventOutcomeIndicator", went_well(what) ? "0" : "4");
    code(event, "EventID", kind.id, "DCM", kind.id_text);
    if (!kind.type.empty()) code(event, "EventTypeCode", kind.type, "DCM", kind.type_text);
    code(event, "EventTypeCode", what.what, "vagus", what.what);
    if (!succeeded(what.result)) event.append_child("EventOutcomeDescription").text() = xml_text(what.result).c_str();
}

void add_participants(pugi::xml_node root, const entry& what, std::string_view site) {
    auto person = root.append_child("ActiveParticipant");
    set(person, "UserID", what.who);
    set(person, "UserIsRequestor", "true");
    if (!what.from.empty()) {
        set(person, "NetworkAccessPointID", what.from);
        set(person, "NetworkAccessPointTypeCode", "2"); // an IP address
    }
    if (!what.role.empty()) code(person, "RoleIDCode", what.role, "vagus", what.role);
    auto engine = root.append_child("ActiveParticipant");
    set(engine, "UserID", site);
    set(engine, "UserIsRequestor", "false");
    code(engine, "RoleIDCode", "110150", "DCM", "Application");
}

void add_objects(pugi::xml_node root, const entry& what, std::string_view hash) {
    for (const auto& [kind, ids] : what.about) {
        std::istringstream each{ids};
        if (kind != "message") {
            detail(object(root, kind, "2", "13", kind), kind, ids); // a system object: a security resource
            continue;
        }
        for (std::string id; each >> id;) (void)object(root, id, "2", "3", kind); // a report
    }
    auto line = object(root, std::to_string(what.n), "2", "13", "audit entry");
    detail(line, "hash", hash);
    if (!what.reason.empty()) detail(line, "reason", what.reason);
    if (succeeded(what.result) && what.result != ok) detail(line, "shown", what.result);
}

} // namespace

event_kind kind_of(std::string_view what) {
    const auto found = std::ranges::find(all_kinds, what, &known::word);
    return found == std::end(all_kinds) ? event_kind{"110100", activity, "", "", 'E'} : found->kind;
}

bool went_well(const entry& what) {
    return succeeded(what.result) && what.what != words::lost;
}

std::string audit_message(const entry& what, std::string_view hash, std::string_view site) {
    pugi::xml_document document;
    auto root = document.append_child("AuditMessage");
    add_event(root, what);
    add_participants(root, what, site);
    auto source = root.append_child("AuditSourceIdentification");
    set(source, "AuditSourceID", site);
    code(source, "AuditSourceTypeCode", "4", "DCM", "Application Server Process");
    add_objects(root, what, hash);
    std::ostringstream out;
    document.save(out, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
    return out.str();
}

} // namespace vagus::audit
