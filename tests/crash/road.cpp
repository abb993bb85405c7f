#include "tests/crash/road.hpp"

#include "engine/store/folder.hpp"
#include "engine/store/sqlite.hpp"
#include "tests/crash/traveller.hpp"

#include <algorithm>
#include <optional>

namespace vagus::crash {
namespace {

using namespace vagus::store;

new_message message(const std::string& name, std::size_t size, std::vector<std::uint32_t> outputs) {
    new_message made;
    made.input = 1;
    made.peer = "10.0.0.1:2575";
    made.received = system_clock().wall();
    made.control = name;
    made.receipt = "AA";
    made.remember = true;
    made.raw = name + std::string(size, '.');
    std::copy_n(made.raw.begin(), std::min<std::size_t>(16, name.size()), made.digest.begin());
    for (auto output : outputs) made.deliveries.push_back({output, delivery_state::pending, {42}, {}, {}});
    return made;
}

struct findings {
    std::vector<std::string> lines;
    void add(std::string line) { lines.push_back(std::move(line)); }
};

// A line of the report, or nothing when all is well.
using finding = std::optional<std::string>;

finding check_message(const promised_message& wanted, const std::filesystem::path& folder) {
    connection db{segment_file(folder, wanted.id.segment), connection::access::read};
    statement question{db, "SELECT raw, deliveries_first, deliveries_n FROM message WHERE row = ?"};
    auto found = question.query(wanted.id.row);
    auto what = "acknowledged message " + to_text(wanted.id);
    if (!found.next()) return what + " is not on the disk";
    if (found.bytes(0) != wanted.raw) return what + " has other bytes";
    statement deliveries{db, "SELECT output FROM delivery WHERE row >= ? AND row < ? AND message = ? ORDER BY row"};
    auto each = deliveries.query(found.integer(1), found.integer(1) + found.integer(2), wanted.id.row);
    for (auto name : wanted.names) {
        if (!each.next() || each.integer(0) != name) return what + " has lost a delivery";
    }
    return std::nullopt;
}

finding check_delivery(delivery_ref at, const promised_delivery& wanted, const std::filesystem::path& folder) {
    connection db{segment_file(folder, at.segment), connection::access::read};
    statement question{db, "SELECT state FROM delivery WHERE row = ?"};
    auto found = question.query(at.row);
    auto what = "delivery " + std::to_string(at.segment) + "/" + std::to_string(at.row);
    if (!found.next()) return what + " was handed out and is not on the disk";
    auto state = static_cast<delivery_state>(found.integer(0));
    if (!wanted.may_be.contains(state)) {
        return what + " is in state " + std::to_string(found.integer(0)) + ", not in the one that was confirmed";
    }
    return std::nullopt;
}

// As a lane reads it after the restart: everything that waits, in order, with its bytes.
void check_queue(vagus::store::store& in, doorstep& door, std::uint32_t output, const promises& given,
                 findings& found) {
    std::optional<std::vector<queued_delivery>> waiting;
    in.pending_after(output, {}, 1000, 1 << 20, door, [&](auto got) { waiting = std::move(got); });
    if (!door.wait([&] { return waiting.has_value(); })) return found.add("the queue could not be read");
    auto in_order = [](const auto& a, const auto& b) { return a.at < b.at; };
    if (!std::is_sorted(waiting->begin(), waiting->end(), in_order)) found.add("the queue is out of order");
    for (const auto& [at, delivery] : given.deliveries) {
        if (delivery.output != output || delivery.may_be != std::set{delivery_state::pending}) continue;
        auto same = std::find_if(waiting->begin(), waiting->end(), [&](const auto& each) { return each.at == at; });
        if (same == waiting->end()) {
            found.add("a pending delivery is not in its queue");
        } else if (*same->body != delivery.body) {
            found.add("a pending delivery has other bytes");
        }
    }
}

// The sender of every acknowledged message sends it again: the first answer, and nothing new.
void check_duplicates(vagus::store::store& in, doorstep& door, const promises& given, findings& found) {
    for (const auto& known : given.messages) {
        if (!known.remembered) continue;
        auto again = message(known.raw.substr(0, known.raw.find('.')), 0, {});
        std::optional<result<receipt, store_error>> answer;
        in.accept(std::move(again), door, [&](auto got) { answer = std::move(got); });
        if (!door.wait([&] { return answer.has_value(); })) return found.add("a resend was not answered");
        if (!*answer || !(*answer)->duplicate || (*answer)->id != known.id) {
            found.add("acknowledged message " + to_text(known.id) + " was taken for a new one");
        }
    }
}

// The message that was acknowledged in fragments can still become whole.
void check_series(vagus::store::store& in, doorstep& door, const promises& given, findings& found) {
    if (!given.series || given.series->next_asked) return;
    const auto waits = in.waiting_series(1, given.series->pointer);
    if (!waits || waits->last != given.series->last) return found.add("an acknowledged fragment is forgotten");
    std::optional<series_bodies> read;
    in.fragments_of(*waits, door, [&](series_bodies got) { read = std::move(got); });
    if (!door.wait([&] { return read.has_value(); })) return found.add("fragments could not be read");
    if (read->bodies != given.series->bodies) found.add("fragments have other bytes, or another order");
}

// An input goes on behind the last message that was acknowledged, or one that it asked to be stored after that: what
// was turned away on a full disk may survive the power all the same. And behind no message that is not there.
void check_position(vagus::store::store& in, const promises& given, const std::filesystem::path& folder,
                    findings& found) {
    const auto where = in.position(1, "file").value_or("");
    if (std::ranges::find(given.reached, where) == given.reached.end())
        found.add("an input would go on from '" + where + "' and not from '" + given.reached.front() + "'");
    if (where.empty()) return;
    for (std::uint32_t no = 1; std::filesystem::exists(segment_file(folder, no)); ++no) {
        connection db{segment_file(folder, no), connection::access::read};
        statement question{db, "SELECT 1 FROM message WHERE control = ?"};
        if (question.query(std::string_view{where}).next()) return;
    }
    found.add("an input would go on behind '" + where + "', which is not on the disk");
}

std::optional<delivery_state> state_of(delivery_ref at, const std::filesystem::path& folder) {
    connection db{segment_file(folder, at.segment), connection::access::read};
    statement question{db, "SELECT state FROM delivery WHERE row = ?"};
    auto found = question.query(at.row);
    if (!found.next()) return std::nullopt;
    return static_cast<delivery_state>(found.integer(0));
}

std::int64_t entered(const std::string& control, const std::filesystem::path& folder) {
    std::int64_t times = 0;
    for (std::uint32_t no = 1; std::filesystem::exists(segment_file(folder, no)); ++no) {
        connection db{segment_file(folder, no), connection::access::read};
        statement question{db, "SELECT count(*) FROM message WHERE control = ?"};
        auto found = question.query(std::string_view{control});
        if (found.next()) times += found.integer(0);
    }
    return times;
}

std::int64_t awaiting(const stand_in& what, const std::filesystem::path& folder) {
    connection db{segment_file(folder, what.of.segment), connection::access::read};
    statement question{db, "SELECT count(*) FROM delivery WHERE message = ? AND output = ? AND state = 8"};
    auto found = question.query(what.of.row, what.output);
    return found.next() ? found.integer(0) : 0;
}

// What settles a delivery and what enters with that happened both, or neither did: a receiver that is asked again
// answers again, and one that is not never does.
void check_answers(const promises& given, const std::filesystem::path& folder, findings& found) {
    for (const auto& [at, wanted] : given.answers) {
        const bool waits = state_of(at, folder) == delivery_state::pending;
        const auto times = entered(wanted.control, folder);
        if (waits && times != 0) found.add(wanted.control + " has entered, and would enter again");
        if (!waits && times != 1) found.add(wanted.control + " entered " + std::to_string(times) + " times");
        if (!wanted.in_place) continue;
        if (awaiting(*wanted.in_place, folder) != (waits ? 1 : 0))
            found.add("what " + wanted.control + " took the place of does not say so");
    }
}

// A place that is taken is taken by the message, and by nothing while it waits.
void check_places(const promises& given, const std::filesystem::path& folder, findings& found) {
    for (const auto& [control, place] : given.in_place) {
        const auto times = entered(control, folder);
        if (times != 1 - awaiting(place, folder))
            found.add(control + " is there " + std::to_string(times) + " times, which its place does not say");
    }
}

// What ran is known in its order, each with its files.
void check_revisions(const vagus::store::store& in, const promises& given, findings& found) {
    const auto entries = in.revisions();
    auto ran = given.ran;
    if (given.last_ran_asked && entries.size() + 1 == ran.size()) ran.pop_back();
    if (entries.size() != ran.size()) return found.add("a revision that ran is forgotten, or none knows of it");
    for (std::size_t i = 0; i < ran.size(); ++i) {
        const auto& entry = entries[entries.size() - 1 - i];
        const auto files = in.files_of_revision(entry.no);
        if (entry.sha != ran[i] || files != "{\"a\":\"" + ran[i] + "\"}")
            found.add("a revision that ran is another, or has other files");
    }
}

void check_life_goes_on(vagus::store::store& in, doorstep& door, const promises& given, findings& found) {
    std::optional<result<receipt, store_error>> answer;
    in.accept(message("after", 10, {}), door, [&](auto got) { answer = std::move(got); });
    if (!door.wait([&] { return answer.has_value(); }) || !*answer) {
        return found.add("the store that survived takes no message");
    }
    for (const auto& old : given.messages) {
        if (!(old.id < (*answer)->id)) found.add("an id was given twice");
    }
}

} // namespace

promises walk(const std::filesystem::path& folder) {
    traveller on{folder};
    auto adt = on.name(name_kind::output, "adt_out");
    auto lab = on.name(name_kind::output, "lab_out");
    auto route = on.name(name_kind::route, "adt_route");
    on.subscribe(adt);
    on.subscribe(lab);
    on.begin("the first revision");

    on.accept({message("first", 300, {adt})});
    on.accept({message("pair-one", 300, {adt, lab}), message("pair-two", 5000, {adt})});
    on.accept({message("twice", 20, {lab}), message("twice", 20, {lab})}); // the same bytes, in one commit or two
    auto mapped = message("mapped", 200, {adt, lab});
    mapped.deliveries[1].body = "mapped for the lab";
    mapped.deliveries.push_back({route, delivery_state::failed, {}, {}, "no rule took it"});
    on.accept({std::move(mapped)});
    on.fragment(message("part-one", 50, {}), 0, 11, std::nullopt);
    on.fragment(message("part-two", 50, {}), 11, 12, std::nullopt);

    auto queue = on.handed_out(adt);
    auto asking = message("asking", 60, {lab});
    asking.deliveries.push_back({adt, delivery_state::awaiting, {}, {}, {}});
    on.accept({std::move(asking)});
    const auto asked = on.last_message();
    auto unheard = message("unheard", 60, {});
    unheard.deliveries.push_back({adt, delivery_state::awaiting, {}, {}, {}});
    on.accept({std::move(unheard)});
    const auto not_answered = on.last_message();
    const auto for_lab = on.handed_out(lab);
    if (for_lab.size() == 4) on.answer(for_lab[0], message("answer-near", 40, {adt}));
    if (queue.size() == 4) {
        on.settle(queue[0], delivery_state::delivered, true, "AA");
        on.settle(queue[1], delivery_state::pending, true, "busy");
        on.settle(queue[1], delivery_state::pending, false, "busy");
        on.settle(queue[1], delivery_state::dead, true, "AE");
        on.resolve(queue[1], delivery_state::retried, message("replacement", 30, {adt}));
        on.settle(queue[2], delivery_state::dead, false, "AR");
    }
    for (int i = 0; i < 4; ++i) on.accept({message("large-" + std::to_string(i), 30'000, {lab})}); // seals
    on.note("garbage between frames");
    on.hold(adt, "maintenance");
    on.hold(lab, "out of paper");
    on.begin("another revision");
    on.begin("the first revision"); // and back
    on.hold(lab, "");
    on.accept({message("later", 40, {adt, lab})});
    on.fragment(message("part-three", 50, {}), 12, 13, std::nullopt); // those before it lie in the sealed segment
    on.fragment(message("part-four", 50, {}), 13, 0, message("whole", 400, {adt, lab}));
    if (queue.size() == 4) { // all of these lie in the sealed segment by now
        on.settle(queue[3], delivery_state::delivered, true, "AA");
        on.resolve(queue[2], delivery_state::discarded, std::nullopt);
        auto old = on.handed_out(lab);
        if (old.size() < 3) return on.given();
        if (for_lab.size() == 4 && asked) {
            on.answer(for_lab[1], message("answer-far", 40, {adt}));
            auto in_place = message("answer-asked", 40, {adt});
            in_place.instead_of = {*asked, adt};
            on.answer(for_lab[3], std::move(in_place));
        }
        if (not_answered && not_answered != asked) {
            auto in_time = message("nobody-answered", 40, {adt});
            in_time.remember = false;
            in_time.instead_of = {*not_answered, adt};
            on.accept({std::move(in_time)});
        }
        on.settle(old[2], delivery_state::dead, true, "AE");
        on.resolve(old[2], delivery_state::retried, message("replaced-too", 30, {lab}));
    }
    on.close();
    return on.given();
}

std::vector<std::string> broken(const promises& given, const std::filesystem::path& folder) {
    findings found;
    settings how;
    how.folder = folder;
    how.ballast_bytes = 0;
    auto opened = vagus::store::store::open(how, system_clock(), no_report());
    if (!opened) return {"the store does not open again: " + opened.error().text};
    auto& in = **opened;
    doorstep door;
    for (const auto& [number, name] : given.names) {
        if (in.name(number) != name) found.add("the number of a name is lost");
    }
    for (const auto& [output, reasons] : given.holds) {
        const auto held = in.hold_of(output);
        if (!reasons.contains(held ? held->reason : "")) found.add("an output is not held as it was said");
    }
    for (const auto& wanted : given.messages) {
        if (auto line = check_message(wanted, folder)) found.add(*line);
    }
    if (!std::is_sorted(given.messages.begin(), given.messages.end(),
                        [](const auto& a, const auto& b) { return a.id < b.id; })) {
        found.add("ids do not follow the order of the answers");
    }
    for (const auto& [at, wanted] : given.deliveries) {
        if (auto line = check_delivery(at, wanted, folder)) found.add(*line);
    }
    std::set<std::uint32_t> outputs;
    for (const auto& [at, wanted] : given.deliveries) outputs.insert(wanted.output);
    for (auto output : outputs) check_queue(in, door, output, given, found);
    check_revisions(in, given, found);
    check_position(in, given, folder, found);
    check_answers(given, folder, found);
    check_places(given, folder, found);
    check_duplicates(in, door, given, found);
    check_series(in, door, given, found);
    check_life_goes_on(in, door, given, found);
    in.close();
    return found.lines;
}

} // namespace vagus::crash
