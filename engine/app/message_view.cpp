#include "engine/app/message_view.hpp"

#include "engine/admin/cause.hpp"
#include "engine/admin/readable.hpp"
#include "engine/admin/server.hpp"
#include "engine/app/as_received.hpp"
#include "engine/app/outcome_of.hpp"
#include "engine/app/peers/leaves.hpp"
#include "engine/app/peers/mask.hpp"
#include "engine/app/peers/message_diff.hpp"
#include "engine/app/peers/value_names.hpp"
#include "engine/intake/intake.hpp"
#include "engine/store/state_names.hpp"

#include <boost/algorithm/hex.hpp>
#include <boost/json/array.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <ranges>
#include <utility>

namespace vagus::app {
namespace json = boost::json;

namespace {

result<hl7::message, hl7::parse_error> read_received(const configuration& what, const std::string& input,
                                                     std::string bytes) {
    if (const auto* by = input_named(what, input)) return read_as(*by, std::move(bytes));
    const auto was = intake::decode(bytes, charset::policy{});
    if (!was) return fail(was.error());
    return hl7::message::parse(std::move(bytes), hl7::strictness::lenient, was->set);
}

std::string shown(const peers::place& at, const std::string& value, bool values) {
    return values ? admin::readable(value) : peers::masked(at, value);
}

// The tree, until so many values; false: there are more.
bool add_tree(json::array& to, const hl7::message& message, bool values) {
    const peers::value_names names{message.read()};
    std::size_t count = 0;
    for (const auto& segment : peers::leaves_of(message)) {
        json::array rows;
        const auto varies = peers::value_type(segment);
        for (const auto& leaf : segment.leaves) {
            if (++count > most_shown_values) return false;
            auto value = shown(leaf.at, leaf.value, values);
            // Of a mask that happens to be the value itself nobody may say so.
            const bool masked = !values && !peers::stays(leaf.at, leaf.value);
            rows.push_back(json::object{{"path", leaf.path},
                                        {"name", names.value(leaf, varies)},
                                        {"value", std::move(value)},
                                        {"masked", masked},
                                        {"meaning", masked ? "" : names.meaning(leaf)}});
        }
        to.push_back(json::object{{"segment", segment.id},
                                  {"n", segment.occurrence},
                                  {"name", names.segment(segment.id)},
                                  {"values", std::move(rows)}});
    }
    return true;
}

json::array attempts_of(const store::past_attempts& made, store::dead_letter letter, bool values) {
    json::array rows;
    for (const auto& each : made.rows) {
        letter.result = each.result;
        letter.answer = each.answer;
        rows.push_back(json::object{{"first_us", each.first},
                                    {"last_us", each.last},
                                    {"n", each.n},
                                    {"took_us", each.took_us},
                                    {"result", admin::cause_of(letter)},
                                    {"answer", values ? admin::readable(each.answer) : std::string{}}});
    }
    return rows;
}

// How many attempts are not among those told.
std::int64_t left_out_of(const store::past_attempts& told, std::uint32_t tries) {
    if (!told.more) return 0;
    auto left = std::int64_t{tries};
    for (const auto& each : told.rows) left -= each.n;
    return std::max<std::int64_t>(left, 1);
}

json::array deliveries_of(const store::stored_message& one, const store::story& known, bool values) {
    const store::past_attempts none;
    json::array rows;
    for (const auto& part : one.parts) {
        const auto letter = admin::letter_of(one, part);
        const auto attempts = known.attempts.find(part.at.row);
        const auto& past = attempts == known.attempts.end() ? none : attempts->second;
        const bool tried = part.tries > 0 || part.state == store::delivery_state::failed;
        rows.push_back(json::object{{"to", part.name},
                                    {"kind", admin::kind_of(letter)},
                                    {"state", store::name_of(part.state)},
                                    {"tries", part.tries},
                                    {"last_us", part.when},
                                    {"result", tried ? admin::cause_of(letter) : std::string{}},
                                    {"answer", values ? admin::readable(part.answer) : std::string{}},
                                    {"bytes", part.body ? part.body->size() : one.raw.size()},
                                    {"same_as_received", !part.body.has_value()},
                                    {"attempts", attempts_of(past, letter, values)},
                                    {"attempts_left_out", left_out_of(past, part.tries)}});
    }
    return rows;
}

json::array children_of(const store::story& known) {
    json::array rows;
    for (const auto& each : known.children)
        rows.push_back(json::object{
            {"id", to_text(each.id)}, {"received_us", each.received}, {"state", store::name_of(each.state)}});
    return rows;
}

const store::stored_part* part_named(const store::stored_message& one, const std::string& output) {
    const auto part = std::ranges::find_if(one.parts, [&](const auto& each) {
        return each.name == output && each.state != store::delivery_state::failed;
    });
    return part == one.parts.end() ? nullptr : &*part;
}

json::object nothing_for(const std::string& output) {
    return admin::refusal("nothing of this message was made for '" + output + "'", "not_found");
}

// The last step that left there what was sent.
json::value step_behind(const peers::difference& each, const std::vector<told_line>& steps) {
    for (const auto& line : steps | std::views::reverse)
        for (const auto& change : line.changes)
            if (change.path == each.path && change.second == each.second)
                return json::value("step " + line.step + ", " + line.where);
    return nullptr;
}

json::object differences_shown(const hl7::message& before, const hl7::message& after,
                               const std::vector<told_line>& steps, bool values) {
    const peers::value_names names{before.read()};
    const auto all = peers::differences(peers::leaves_of(before), peers::leaves_of(after));
    json::array lines;
    for (const auto& each : all) {
        if (lines.size() >= most_shown_values) break;
        const auto side = [&](const std::optional<std::string>& value) -> json::value {
            if (!value) return nullptr;
            return json::value(shown(each.at, *value, values));
        };
        const peers::leaf named{each.at, each.path, {}};
        lines.push_back(json::object{{"path", each.path},
                                     {"name", names.value(named, {})},
                                     {"before", side(each.first)},
                                     {"after", side(each.second)},
                                     {"step", step_behind(each, steps)}});
    }
    const bool cut = all.size() > lines.size();
    return {{"lines", std::move(lines)}, {"cut", cut}, {"why", nullptr}};
}

json::object no_difference(std::string why) {
    return {{"lines", json::array{}}, {"cut", false}, {"why", std::move(why)}};
}

} // namespace

json::object message_shown(const configuration& what, const store::stored_message& one, const store::story& known,
                           bool values) {
    json::object made{{"id", to_text(one.id)},
                      {"received_us", one.received},
                      {"input", one.input},
                      {"type", one.type},
                      {"control", one.control},
                      {"state", store::name_of(one.state)},
                      {"parent", one.parent ? json::value(to_text(*one.parent)) : json::value(nullptr)},
                      {"bytes", one.raw.size()},
                      {"peer", known.peer},
                      {"revision", known.revision},
                      {"ack", known.receipt},
                      {"reason", known.reason},
                      {"tags", json::array(known.tags.begin(), known.tags.end())},
                      {"children", children_of(known)},
                      {"children_more", known.more_children},
                      {"values", values}};
    json::array tree;
    const auto message = read_received(what, one.input, one.raw);
    const bool whole = !message || add_tree(tree, *message, values);
    made["tree"] = std::move(tree);
    made["cut"] = !whole;
    made["unreadable"] = message ? json::value(nullptr) : json::value(hl7::to_text(message.error()));
    made["deliveries"] = deliveries_of(one, known, values);
    return made;
}

json::object bytes_shown(const configuration& what, const store::stored_message& one, const std::string& of) {
    const auto* part = of.empty() || of == "received" ? nullptr : part_named(one, of);
    if (part == nullptr && !of.empty() && of != "received") return nothing_for(of);
    const auto& bytes = part != nullptr && part->body ? *part->body : one.raw;
    const auto shown = bytes.substr(0, most_shown_bytes);
    std::string hex;
    boost::algorithm::hex_lower(shown, std::back_inserter(hex));
    const auto* by = part == nullptr ? input_named(what, one.input) : nullptr;
    const auto as_text = by != nullptr ? shown_as(*by, shown) : shown_bytes{shown};
    return {{"text", admin::readable(as_text.text)},
            {"charset", as_text.set != nullptr ? as_text.set->name : "UTF-8"},
            {"hex", std::move(hex)},
            {"size", bytes.size()},
            {"cut", bytes.size() > shown.size()}};
}

json::object diff_shown(const configuration& what, const store::stored_message& one, const std::string& output,
                        const std::vector<told_line>& steps, bool values) {
    const auto* part = part_named(one, output);
    if (part == nullptr) return nothing_for(output);
    if (!part->body) {
        auto told = no_difference("it got the bytes as they were received");
        told["same"] = true;
        return told;
    }
    const auto received = read_received(what, one.input, one.raw);
    if (!received) return no_difference("what was received is no HL7 message: " + hl7::to_text(received.error()));
    const auto sent = read_request(*part->body);
    if (!sent) return no_difference("what was sent is no HL7 message: look at its bytes");
    return differences_shown(*received, *sent, steps, values);
}

json::object edit_shown(const configuration& what, const store::stored_message& one, const std::string& text,
                        bool values) {
    const auto edited = read_received(what, one.input, text);
    if (!edited)
        return admin::refusal("the edited text is no HL7 message: " + hl7::to_text(edited.error()), "bad_request");
    const auto received = read_received(what, one.input, one.raw);
    if (!received) return no_difference("what was received is no HL7 message: " + hl7::to_text(received.error()));
    return differences_shown(*received, *edited, {}, values);
}

} // namespace vagus::app
