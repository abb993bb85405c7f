// Answers that are messages: stored with what settles the delivery they answer, or in the place of one that awaits
// them.
#include "engine/store/recorder.hpp"

#include <algorithm>

namespace vagus::store {

void recorder::end(const attempt& what) {
    auto* file = files_.find(what.at.segment);
    const auto before = file != nullptr ? file->find(what.at.row) : std::nullopt;
    const bool waits =
        before && (before->state == delivery_state::pending || before->state == delivery_state::awaiting);
    if (waits) update(*file, *before, what);
}

// What it brought is stored.
void recorder::end_again(const attempt& what) {
    end(what);
    if (!what.brings) return;
    for (const auto& each : *what.brings) take_again(each);
}

void recorder::bring(const attempt& with, const stored_delivery& before) {
    for (auto message : *with.brings) { // a copy: where the disk is full it is asked for again
        message_id id;
        if (!message.instead_of)
            store(message);
        else if (put_in_place(message, id) == placing::late)
            files_.live().add_event(time_.wall(), "answer_late", before.name, message.parent, message.raw);
    }
}

recorder::placing recorder::put_in_place(new_message& message, message_id& id) {
    const auto [of, output, unless] = *message.instead_of;
    auto* file = files_.find(of.segment);
    const auto there = file != nullptr ? file->awaiting(of.row, output) : std::nullopt;
    if (!there) return placing::none;
    if (there->state != delivery_state::awaiting) return placing::late;
    message.input = file->input_of(of.row);
    if (unless && std::ranges::find(there->keys, *unless) != there->keys.end()) message.deliveries.clear();
    id = store(message);
    take({of.segment, there->row}, message.received);
    return placing::done;
}

void recorder::take(delivery_ref at, wall_us when) {
    const auto before = files_.find(at.segment)->find(at.row);
    attempt done;
    done.at = at;
    done.state = delivery_state::retried;
    done.when = when;
    settle_with_live(done, *before);
}

// The message is stored, and what it took the place of may lie in what was lost.
void recorder::take_again(const new_message& message) {
    if (!message.instead_of) return;
    const auto& of = message.instead_of->of;
    auto* file = files_.find(of.segment);
    const auto there = file != nullptr ? file->awaiting(of.row, message.instead_of->output) : std::nullopt;
    if (there && there->state == delivery_state::awaiting) take({of.segment, there->row}, message.received);
}

void recorder::settle_with_live(const attempt& what, const stored_delivery& before) {
    if (what.at.segment != files_.live_number()) {
        files_.live().put_position(before.name, settled_word(what.at), to_text(what));
        far_.said({files_.live_number(), before.name, what.at});
    }
    update(*files_.find(what.at.segment), before, what);
}

void recorder::finish(std::vector<far_settle> unfinished) {
    for (const auto& each : unfinished) {
        end(each.how);
        far_.said({each.said_in, each.output, each.how.at}); // it stays until that is durable, and goes after it
    }
}

} // namespace vagus::store
