// A scripted life of a store, and the list of what it promised: what was answered with success, and what was asked for
// without an answer, which may have happened or not.
#pragma once

#include "engine/store/store.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace vagus::crash {

struct promised_delivery {
    std::set<store::delivery_state> may_be; // one, or two while a change was asked for and not answered
    std::uint32_t output = 0;
    std::string body;
};

struct promised_message {
    message_id id;
    std::string raw;
    std::vector<std::uint32_t> names; // of its deliveries, in order
    bool remembered = false;
};

// The newest acknowledged fragment of a message in fragments.
struct promised_series {
    std::uint64_t pointer = 0;
    message_id last;
    std::vector<std::string> bodies;
    bool next_asked = false; // and not answered: it may have gone on
};

// A message that enters with what settles a delivery; with `in_place` also in the place of one that awaits it.
struct promised_answer {
    std::string control;
    std::optional<store::stand_in> in_place;
};

struct promises {
    std::vector<promised_message> messages;                      // acknowledged, in the order of their answers
    std::map<store::delivery_ref, promised_delivery> deliveries; // handed out, which is after their commit
    std::map<std::uint32_t, std::string> names;
    std::map<store::delivery_ref, promised_answer> answers; // by what they settle, asked for
    std::map<std::string, store::stand_in> in_place;        // what was asked to take a place, by control id
    std::optional<promised_series> series;
    // How far the input has come: as was acknowledged last ("": nothing), and what was asked for since.
    std::vector<std::string> reached{""};
    std::optional<store::trouble> ended_by; // the store gave up, or would not open
    std::size_t turned_away = 0;            // accepts and retries that heard `full`
    // Reasons why outputs are held, "" for none: one, or two while a change was not answered.
    std::map<std::uint32_t, std::set<std::string>> holds;
    // Configurations that ran, in their order; the last one was asked for and not answered where that is so.
    std::vector<std::string> ran;
    bool last_ran_asked = false;
};

// Walks the road until its end or until the store fails.
[[nodiscard]] promises walk(const std::filesystem::path& folder);

// What is broken of the promises in the store that survived in `folder`, in sentences. Opens it and writes to it.
[[nodiscard]] std::vector<std::string> broken(const promises& given, const std::filesystem::path& folder);

} // namespace vagus::crash
