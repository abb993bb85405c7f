// A channel of Mirth Connect as its exports have it: version 3.5 and later write rules and steps as elements of their
// kind, 3.0 to 3.4 as a type with a map. Pure.
// Source: the exports of 3.0 to 4.5 themselves, and what nextgenhealthcare/connect reads.
#pragma once

#include "engine/app/mirth/xml.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vagus::mirth {

// A rule of a filter, or a step of a transformer.
struct piece {
    enum class what : std::uint8_t {
        rule,
        mapper,
        message_builder,
        destination_set,
        javascript,
        other
    } is = what::other;
    std::string type; // what Mirth calls it
    std::string name;
    bool enabled = true;
    bool any = false;                // of a rule: OR, and not AND, with those before it
    std::string field;               // JavaScript: what is asked, or written to; of a mapper the variable's name
    std::string condition;           // EXISTS, NOT_EXIST, EQUALS, NOT_EQUAL, CONTAINS, NOT_CONTAIN
    std::vector<std::string> values; // JavaScript, any of which it may be
    std::string mapping;             // JavaScript: the value
    std::string fallback;            // JavaScript: the value where that is empty
    bool replaces = false;           // patterns are replaced in the value
    std::string behavior;            // of a destination set filter: REMOVE, REMOVE_ALL_EXCEPT, REMOVE_ALL
    std::vector<std::string> ids;    // the destinations it means
    std::string script;              // JavaScript
};

struct connector {
    std::string id; // "1": what destination sets and responses ("d1") call it
    std::string name;
    std::string transport; // "TCP Listener"
    bool enabled = true;
    element properties;
    std::vector<piece> filter;
    std::vector<piece> steps;
    std::vector<piece> response_steps;
    std::string inbound; // data types: "HL7V2"
    std::string outbound;
    bool has_template = false; // `tmp` begins as an outbound template, and not as the message
    element generated;         // responseGenerationProperties: codes of answers
};

struct channel {
    std::string id;
    std::string name;
    std::string version; // of the Mirth that wrote it: "4.4.0"
    connector source;
    std::vector<connector> destinations;
    std::string preprocessing; // JavaScript; empty where it does nothing
    std::string postprocessing;
    std::string deploy;
    std::string undeploy;
};

// All channels below the root: of one channel, a group, a list, or a whole server.
[[nodiscard]] std::vector<channel> channels_in(const element& root);

// Whether it is of a version whose exports are known here: 3.0 to 4.5.
[[nodiscard]] bool known_version(const channel& of);

// JavaScript without its comments.
[[nodiscard]] std::string without_comments(std::string_view script);

} // namespace vagus::mirth
