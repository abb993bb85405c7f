#include "engine/admin/http/openapi.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace vagus::admin::http {
namespace json = boost::json;

namespace {

// "?" after a type: or null. "!" before a name: always there. Lists are written [of], "a|b" is one of these words, and
// {"*": of} has names that are not known before.
constexpr std::string_view shapes = R"json({
"nothing": {},
"any": "any",
"role": "viewer|support|operator|admin",
"right": "see|reveal|values|operate|resend|edit|configure|users|audit",
"message_state": "queued|unmatched|dropped|failed|refused|resent|fragment",
"delivery_state": "pending|delivered|dead|failed|discarded|retried|withdrawn|linked|awaiting",
"part_kind": "output|route",
"about": {"*": "text"},
"session": {"!user": "text", "!role": "role", "!rights": ["right"], "!csrf": "text", "!idle_seconds": "number",
            "!site": "text", "!timezone": "text", "!reveals_until_us": "number?"},
"decision": {"!reason": "text", "!by": "text", "!since_us": "number"},
"hold": {"!reason": "text", "!by": "text", "!since_us": "number", "!drains": "flag"},
"input": {"!name": "text", "!kind": "text", "!where": "text", "!connections": "number", "!messages": "number",
          "!open_fragments": "number", "!paused": "decision?", "last_us": "number?", "expect_every_seconds": "number?",
          "about": "about?", "acks": {"!positive": "number", "!negative": "number"}, "per_minute": "number",
          "history": ["number"]},
"output": {"!name": "text", "!where": "text", "!up": "flag", "!why": "text", "!remark": "text",
           "!state": "sending|retrying|closed|held|stopped", "!words": "text", "!pending": "number", "!dead": "number",
           "!delivered": "number", "!head": "text?", "!oldest_seconds": "number", "!next_try_ms": "number?",
           "!parked": "number", "!unresolved": "number", "!unresolved_ids": ["text"], "!hold": "hold?",
           "about": "about?", "per_minute": "number", "history": ["number"], "drain_seconds": "number?",
           "error_share_1h": "real?", "p95_ms": "real?", "head_tries": "number?"},
"route": {"!name": "text", "!inputs": ["text"], "!outputs": ["text"], "!file": "text", "!line": "number",
          "messages": "number", "dropped": "number", "failed": "number"},
"certificate": {"!profile": "text", "!names": "text", "!expires": "text", "!days_left": "number"},
"store": {"!free_bytes": "number", "!stop_inputs_below": "number", "!takes_messages": "flag", "!out_of_space": "flag",
          "bytes": "number"},
"status": {"!site": "text", "!revision": "text", "!revision_since_us": "number", "!no": "number", "!started_us": "number",
           "!up_seconds": "number", "!now_us": "number", "!timezone": "text", "!in_flight_bytes": "number",
           "!inputs": ["input"],
           "!outputs": ["output"], "!routes": ["route"], "!certificates": ["certificate"], "!store": "store",
           "!version": "text", "alerts": {"!no": "number", "!open": "number"}},
"done": {"output": "text", "input": "text"},
"counts": {"!pending": "number", "!delivered": "number", "!dead": "number"},
"message_row": {"!id": "text", "!received_us": "number", "!input": "text", "!type": "text", "!control": "text",
                "!state": "message_state", "kept": "flag", "!deliveries": "counts"},
"messages": {"!messages": ["message_row"], "!next": "text?", "!unreadable": ["text"], "!searched": "searched"},
"searched": {"!messages": "number", "!of": "number"},
"value": {"!path": "text", "!name": "text", "!value": "text", "!masked": "flag", "!meaning": "text"},
"segment": {"!segment": "text", "!n": "number", "!name": "text", "!values": ["value"]},
"attempt": {"!first_us": "number", "!last_us": "number", "!n": "number", "!took_us": "number", "!result": "text",
            "!answer": "text"},
"delivery": {"!to": "text", "!kind": "part_kind", "!state": "delivery_state", "!tries": "number", "!last_us": "number",
             "!result": "text", "!answer": "text", "!bytes": "number", "!same_as_received": "flag",
             "!attempts": ["attempt"], "!attempts_left_out": "number"},
"child": {"!id": "text", "!received_us": "number", "!state": "message_state"},
"message": {"!id": "text", "!received_us": "number", "!input": "text", "!type": "text", "!control": "text",
            "!state": "message_state", "!parent": "text?", "!bytes": "number", "!values": "flag", "!tree": ["segment"],
            "!unreadable": "text?", "!cut": "flag", "!deliveries": ["delivery"], "!peer": "text", "!revision": "text",
            "!reason": "text", "!ack": "text", "!tags": ["text"], "!children": ["child"], "!children_more": "flag"},
"bytes": {"!text": "text", "!charset": "text", "!hex": "text", "!size": "number", "!cut": "flag"},
"difference": {"!path": "text", "!name": "text", "!before": "text?", "!after": "text?", "!step": "text?"},
"diff": {"!lines": ["difference"], "!cut": "flag", "!why": "text?", "same": "flag"},
"change": {"!path": "text", "!before": "text?", "!after": "text?"},
"step": {"!route": "text", "!step": "text", "!where": "text", "!outcome": "text", "part": "text", "changes": ["change"],
         "asked": [{"!path": "text", "!values": ["text"]}], "looked_up": [{"!what": "text", "!found": "flag"}]},
"copy": {"!output": "text", "!route": "text", "!changed": "flag", "!bytes": "number", "keys": ["text"],
         "attributes": {"*": "text"}, "body": "text"},
"account": {"!input": "text", "!type": "text", "!control": "text", "!version": "text", "!segments": "number",
            "!ack": "text", "!ack_after": "storing|processing|delivery", "application_by": "text", "!reason": "text",
            "!steps": ["step"], "!left_out": "number", "!outputs": ["copy"],
            "drops": [{"!route": "text", "!reason": "text"}],
            "failures": [{"!route": "text", "!text": "text", "!rejects": "flag"}], "unmatched": "flag",
            "after_step": [{"!route": "text", "!part": "text", "!message": "text"}], "received_us": "number",
            "revision": "text", "remarks": ["text"]},
"revealed": {"!until_us": "number"},
"edited": {"lines": ["difference"], "new": "text", "why": "text?", "cut": "flag"},
"why": {"!why": "text", "!n": "number"},
"preview": {"!ready": "number", "not": ["why"], "later": {"*": "number?"}, "messages": "number", "!more": "flag",
            "last": "text", "!through": "text", "!unreadable": ["text"], "missing": ["not_done"]},
"acted_on": {"!id": "text", "new": "text", "name": "text"},
"not_done": {"!id": "text", "name": "text", "!why": "text"},
"acted": {"!done": ["acted_on"], "!not": ["not_done"], "next": "text"},
"dead_row": {"!id": "text", "!kind": "part_kind", "!name": "text", "!input": "text", "!type": "text",
             "!control_id": "text", "!received_us": "number", "!last_try_us": "number", "!tries": "number",
             "!result": "text", "!cause": "text", "!group": "text", "reason": "text"},
"dead": {"!dead": ["dead_row"], "!more": "flag", "!unreadable": ["text"], "next": "text"},
"dead_letter": {"!id": "text", "!kind": "part_kind", "!name": "text", "!input": "text", "!type": "text",
                "!control_id": "text", "!received_us": "number", "!last_try_us": "number", "!tries": "number",
                "!result": "text", "!cause": "text", "!group": "text", "reason": "text", "!answer": "text",
                "!received": "text", "!sent": "text"},
"dead_letters": {"!dead": ["dead_letter"]},
"group": {"!group": "text", "!kind": "part_kind", "!name": "text", "!cause": "text", "!count": "number",
          "!first_us": "number", "!last_us": "number"},
"groups": {"!groups": ["group"], "!others": "number", "!unreadable": ["text"]},
"missing_code": {"!code": "text?", "!n": "number", "!last_us": "number", "!message": "text"},
"code_table": {"!table": "text", "!misses": "number", "!not_listed": "number", "!codes": ["missing_code"]},
"codes": {"!tables": ["code_table"]},
"wire_row": {"!id": "text", "!at_us": "number", "input": "text", "output": "text", "!kind": "text", "message": "text",
             "!size": "number"},
"wire": {"!wire": ["wire_row"], "!more": "flag"},
"wire_event": {"!id": "text", "!at_us": "number", "input": "text", "output": "text", "!kind": "text", "message": "text",
               "!size": "number", "!hex": "text"},
"entry": {"!no": "number", "!revision": "text", "!since_us": "number", "!by": "text", "!reason": "text"},
"config": {"!revision": "text", "!entry": "entry", "!files": ["text"], "!as_on_disk": "flag"},
"history": {"!history": ["entry"]},
"config_file": {"!name": "text", "!text": "text"},
"files": {"!files": ["config_file"]},
"planned": {"!change": "added|removed|changed|kept", "!part": "text", "!name": "text", "takes_over": "text"},
"plan": {"!plan": ["planned"], "!refusals": ["text"], "!applied": "flag", "!before": "text", "!revision": "text"},
"snooze": {"!by": "text", "!reason": "text", "!until_us": "number"},
"alert": {"!id": "text", "!rule": "text", "!level": "page|ticket", "!subject": "text", "!since_us": "number",
          "!words": "text", "!about": "about?", "!runbook": "text", "!snoozed": "snooze?", "ended_us": "number"},
"alerts": {"!no": "number", "!open": ["alert"], "!recent": ["alert"]},
"user": {"!name": "text", "!role": "role", "!disabled": "flag", "!made_us": "number", "!made_by": "text",
         "!last_login_us": "number"},
"users": {"!users": ["user"]},
"token": {"!id": "text", "!name": "text", "!role": "role", "!made_us": "number", "!made_by": "text",
          "!expires_us": "number", "!last_use_us": "number", "token": "text"},
"tokens": {"!tokens": ["token"]},
"audit_row": {"!n": "number", "!at_us": "number", "!who": "text", "!role": "text", "!what": "text", "!about": "text",
              "!reason": "text", "!from": "text", "!result": "text"},
"audit": {"!entries": ["audit_row"], "!next": "text?", "!verified": "flag"}
})json";

json::object one_of(std::string_view words) {
    json::array all;
    for (std::size_t at = 0; at <= words.size();) { // a word a turn
        const auto end = std::min(words.find('|', at), words.size());
        all.emplace_back(words.substr(at, end - at));
        at = end + 1;
    }
    return {{"type", "string"}, {"enum", std::move(all)}};
}

json::object typed(std::string_view word) {
    const bool maybe = word.ends_with('?');
    const auto name = maybe ? word.substr(0, word.size() - 1) : word;
    const std::string_view plain = name == "text"     ? "string"
                                   : name == "number" ? "integer"
                                   : name == "real"   ? "number"
                                   : name == "flag"   ? "boolean"
                                                      : "";
    if (name == "any") return {};
    json::object made;
    if (name.contains('|'))
        made = one_of(name);
    else if (!plain.empty())
        made["type"] = plain;
    else
        made["$ref"] = "#/components/schemas/" + std::string{name};
    if (!maybe) return made;
    return {{"anyOf", json::array{std::move(made), json::object{{"type", "null"}}}}};
}

json::object schema_of(const json::value& shape) {
    if (shape.is_string()) return typed(shape.get_string());
    if (shape.is_array()) return {{"type", "array"}, {"items", schema_of(shape.get_array().at(0))}};
    if (const auto* each = shape.as_object().if_contains("*"))
        return {{"type", "object"}, {"additionalProperties", schema_of(*each)}};
    json::object properties;
    json::array required;
    for (const auto& [key, value] : shape.as_object()) {
        const std::string_view name = key;
        const bool always = name.starts_with('!');
        const auto plain = always ? name.substr(1) : name;
        properties[plain] = schema_of(value);
        if (always) required.emplace_back(plain);
    }
    json::object made{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) made["required"] = std::move(required);
    return made;
}

} // namespace

const json::object& schemas() {
    static const json::object all = [] {
        json::object made;
        const auto read = json::parse(json::string_view{shapes.data(), shapes.size()});
        for (const auto& [name, shape] : read.as_object()) made[name] = schema_of(shape);
        return made;
    }();
    return all;
}

} // namespace vagus::admin::http
