#include "engine/admin/http/openapi.hpp"

#include <boost/json/parse.hpp>

#include <string_view>

namespace vagus::admin::http {
namespace json = boost::json;

namespace {

// "?" after a type: or null. "!" before a name: always there. Lists are written [of].
constexpr std::string_view shapes = R"json({
"nothing": {},
"any": "any",
"session": {"!user": "text", "!role": "text", "!rights": ["text"], "!csrf": "text", "!idle_seconds": "number",
            "!site": "text", "!timezone": "text", "!reveals_until_us": "number?"},
"decision": {"!reason": "text", "!by": "text", "!since_us": "number"},
"hold": {"!reason": "text", "!by": "text", "!since_us": "number", "!drains": "flag"},
"input": {"!name": "text", "!kind": "text", "!where": "text", "!connections": "number", "!messages": "number",
          "!open_fragments": "number", "!paused": "decision?", "last_us": "number?", "expect_every_seconds": "number?",
          "about": "any", "acks": {"!positive": "number", "!negative": "number"}, "per_minute": "number",
          "history": ["number"]},
"output": {"!name": "text", "!where": "text", "!up": "flag", "!why": "text", "!remark": "text", "!state": "text",
           "!words": "text", "!pending": "number", "!dead": "number", "!delivered": "number", "!head": "text?",
           "!oldest_seconds": "number", "!next_try_ms": "number?", "!parked": "number", "!unresolved": "number",
           "!unresolved_ids": ["text"], "!hold": "hold?", "about": "any", "per_minute": "number", "history": ["number"],
           "drain_seconds": "number?", "error_share_1h": "real?", "p95_ms": "real?", "head_tries": "number?",
           "open": "any"},
"route": {"!name": "text", "!inputs": ["text"], "!outputs": ["text"], "!file": "text", "!line": "number",
          "messages": "number", "dropped": "number", "failed": "number"},
"certificate": {"!profile": "text", "!names": "text", "!expires": "text", "!days_left": "number"},
"store": {"!free_bytes": "number", "!stop_inputs_below": "number", "!takes_messages": "flag", "!out_of_space": "flag",
          "bytes": "number"},
"status": {"!site": "text", "!revision": "text", "!revision_since_us": "number", "!up_seconds": "number",
           "!now_us": "number", "!timezone": "text", "!in_flight_bytes": "number", "!inputs": ["input"],
           "!outputs": ["output"], "!routes": ["route"], "!certificates": ["certificate"], "!store": "store",
           "!version": "text", "alerts": {"!open": "number"}},
"done": {"output": "text", "input": "text"},
"counts": {"!pending": "number", "!delivered": "number", "!dead": "number"},
"message_row": {"!id": "text", "!received_us": "number", "!input": "text", "!type": "text", "!control": "text",
                "!state": "text", "kept": "flag", "!deliveries": "counts"},
"messages": {"!messages": ["message_row"], "!next": "text?", "!unreadable": ["text"], "!searched": "searched"},
"searched": {"!messages": "number", "!of": "number"},
"value": {"!path": "text", "!name": "text", "!value": "text", "!masked": "flag", "!meaning": "text"},
"segment": {"!segment": "text", "!n": "number", "!name": "text", "!values": ["value"]},
"delivery": {"!to": "text", "!kind": "text", "!state": "text", "!tries": "number", "!last_us": "number",
             "!result": "text", "!answer": "text", "!bytes": "number", "!same_as_received": "flag"},
"message": {"!id": "text", "!received_us": "number", "!input": "text", "!type": "text", "!control": "text",
            "!state": "text", "!parent": "text?", "!bytes": "number", "!values": "flag", "!tree": ["segment"],
            "!unreadable": "text?", "!cut": "flag", "!deliveries": ["delivery"]},
"bytes": {"!text": "text", "!charset": "text", "!hex": "text?", "!size": "number", "!cut": "flag"},
"difference": {"!path": "text", "!name": "text", "!before": "text?", "!after": "text?"},
"diff": {"!lines": ["difference"], "!cut": "flag", "!why": "text?"},
"account": "any",
"revealed": {"!until_us": "number"},
"edited": {"lines": ["difference"], "new": "text", "why": "text?", "cut": "flag"},
"why": {"!why": "text", "!n": "number"},
"preview": {"!ready": "number", "not": ["why"], "later": "any", "messages": "number", "!more": "flag", "last": "text",
            "!through": "text", "!unreadable": ["text"], "missing": ["not_done"]},
"acted_on": {"!id": "text", "new": "text", "name": "text"},
"not_done": {"!id": "text", "name": "text", "!why": "text"},
"acted": {"!done": ["acted_on"], "!not": ["not_done"], "next": "text"},
"dead_row": {"!id": "text", "!kind": "text", "!name": "text", "!input": "text", "!type": "text", "!control_id": "text",
             "!received_us": "number", "!last_try_us": "number", "!tries": "number", "!result": "text", "!cause": "text",
             "!group": "text", "reason": "text"},
"dead": {"!dead": ["dead_row"], "!more": "flag", "!unreadable": ["text"], "next": "text"},
"dead_letter": {"!id": "text", "!kind": "text", "!name": "text", "!input": "text", "!type": "text",
                "!control_id": "text", "!received_us": "number", "!last_try_us": "number", "!tries": "number",
                "!result": "text", "!cause": "text", "!group": "text", "reason": "text", "!answer": "text",
                "!received": "text", "!sent": "text"},
"dead_letters": {"!dead": ["dead_letter"]},
"group": {"!group": "text", "!kind": "text", "!name": "text", "!cause": "text", "!count": "number",
          "!first_us": "number", "!last_us": "number"},
"groups": {"!groups": ["group"], "!others": "number", "!unreadable": ["text"]},
"wire_row": {"!id": "text", "!at_us": "number", "input": "text", "output": "text", "!kind": "text", "message": "text",
             "!size": "number"},
"wire": {"!wire": ["wire_row"], "!more": "flag"},
"wire_event": {"!id": "text", "!at_us": "number", "input": "text", "output": "text", "!kind": "text", "message": "text",
               "!size": "number", "!hex": "text"},
"entry": {"!no": "number", "!revision": "text", "!since_us": "number", "!by": "text", "!reason": "text"},
"config": {"!revision": "text", "entry": "entry", "!files": ["text"], "!as_on_disk": "flag"},
"history": {"!history": ["entry"]},
"file": {"!name": "text", "!text": "text"},
"files": {"!files": ["file"]},
"plan": "any",
"snooze": {"!by": "text", "!reason": "text", "!until_us": "number"},
"alert": {"!id": "text", "!rule": "text", "!level": "text", "!subject": "text", "!since_us": "number", "!words": "text",
          "!about": "any", "!runbook": "text", "!snoozed": "snooze?", "ended_us": "number"},
"alerts": {"!open": ["alert"], "!recent": ["alert"]},
"user": {"!name": "text", "!role": "text", "!disabled": "flag", "!made_us": "number", "!made_by": "text",
         "!last_login_us": "number"},
"users": {"!users": ["user"]},
"token": {"!id": "text", "!name": "text", "!role": "text", "!made_us": "number", "!made_by": "text",
          "!expires_us": "number", "!last_use_us": "number", "token": "text"},
"tokens": {"!tokens": ["token"]},
"audit_row": {"!n": "number", "!at_us": "number", "!who": "text", "!role": "text", "!what": "text", "!about": "text",
              "!reason": "text", "!from": "text", "!result": "text"},
"audit": {"!entries": ["audit_row"], "!next": "text?", "!verified": "flag"}
})json";

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
    if (!plain.empty())
        made["type"] = plain;
    else
        made["$ref"] = "#/components/schemas/" + std::string{name};
    if (!maybe) return made;
    return {{"anyOf", json::array{std::move(made), json::object{{"type", "null"}}}}};
}

json::object schema_of(const json::value& shape) {
    if (shape.is_string()) return typed(shape.get_string());
    if (shape.is_array()) return {{"type", "array"}, {"items", schema_of(shape.get_array().at(0))}};
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
