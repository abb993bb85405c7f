#include "routes/turn.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/hl7/structures.hpp"

#include <algorithm>
#include <utility>

namespace vagus::routes {

const hl7::grouping* arrangement::now(path::budget& cost) {
    if (!asked_) shape_ = hl7::structure_of(of_.read(), says_);
    asked_ = true;
    if (shape_ == nullptr) return nullptr;
    if (groups_ && layout_ == of_.layout()) return &*groups_;
    const auto read = of_.read();
    if (!cost.spend(read.segments.size())) return nullptr;
    groups_ = hl7::grouping::along(*shape_, read);
    layout_ = of_.layout();
    return &*groups_;
}

turn::turn(const hl7::draft& in, arrangement& groups, spot at, std::size_t index, turn* around)
    : in_{in}
    , groups_{groups}
    , at_{std::move(at)}
    , around_{around} {
    loop_.index = index;
}

// Its segment, or the first that is left of its group.
std::optional<std::size_t> turn::segment() {
    for (const auto number : at_.segments) {
        if (auto index = in_.find(number, last_ == path::nowhere ? 0 : last_)) {
            last_ = *index;
            return index;
        }
    }
    return std::nullopt;
}

bool turn::gone() {
    gone_ = gone_ || !segment();
    return gone_;
}

void turn::find(path::budget& cost) {
    if (gone()) return;
    const auto index = last_;
    loop_.groups = groups_.now(cost);
    if (at_.repetition > 0) {
        if (around_) around_->find(cost);
        loop_.segment = around_ ? around_->loop_.segment : path::nowhere;
        loop_.group = around_ ? around_->loop_.group : 0;
        return;
    }
    loop_.segment = at_.group ? path::nowhere : index;
    loop_.group = loop_.groups ? loop_.groups->holder(index) : 0;
    if (!at_.group || !loop_.groups) return;
    const auto all = loop_.groups->all();
    while (loop_.group != 0 && all[loop_.group].shape != at_.group) loop_.group = all[loop_.group].around;
    gone_ = loop_.group == 0 || !begins_own(*loop_.groups);
}

// What is left of a group that lost its first segment, such as a note without its result, stands in the one before.
bool turn::begins_own(const hl7::grouping& groups) const {
    const auto first = in_.serial_of(groups.all()[loop_.group].begin);
    return first > at_.newest || std::ranges::find(at_.segments, first) != at_.segments.end();
}

bool turn::place(path::scope& at) {
    find(at.cost);
    if (gone_) return false;
    at.inside = &loop_;
    at.segment = at_.group ? path::nowhere : last_;
    if (at_.repetition == 0) return true;
    const auto field = at.document.segments[last_].field(at_.field);
    at.repetition = hl7::part(field, at.document.marks.repetition, at_.repetition);
    return true;
}

path::path turn::located(const path::path& p) const {
    const bool relative = p.alias.empty() && p.segment.empty() && p.groups.empty() && !p.field;
    if (!relative || at_.repetition == 0) return p;
    auto made = p;
    made.field = at_.field;
    made.repetition = path::number{static_cast<std::uint32_t>(at_.repetition)};
    return made;
}

std::optional<path::path> turn::own_repetition(const path::path& p) const {
    if (at_.repetition == 0 || p.field != at_.field || p.component || p.up > 0 || !p.groups.empty())
        return std::nullopt;
    const bool plain = std::holds_alternative<path::first>(p.repetition) &&
                       std::holds_alternative<path::first>(p.occurrence) && !p.from_root;
    const bool same = p.segment.empty() || at_.text.starts_with(p.segment + "-");
    if (!plain || !same) return std::nullopt;
    path::path made;
    made.field = at_.field;
    made.repetition = path::number{static_cast<std::uint32_t>(at_.repetition)};
    return made;
}

} // namespace vagus::routes
