#include "engine/app/account/account.hpp"

#include <algorithm>

namespace vagus::app {
namespace {

std::string text_of(const hl7::document& message) {
    std::string out;
    for (const auto& segment : message.segments) (out += segment.text) += '\r';
    return out;
}

std::vector<peers::segment_leaves> read(const std::string& text) {
    const auto message = hl7::message::parse(text);
    return message ? peers::leaves_of(*message) : std::vector<peers::segment_leaves>{};
}

std::vector<asked_value> values_of(const std::vector<routes::read_value>& asked) {
    std::vector<asked_value> out;
    for (const auto& each : asked)
        out.push_back({path::to_text(each.where), each.values, {each.where.segment, 1, each.where.field.value_or(0)}});
    return out;
}

// "3 use x" and what stands in it, "3.1 set y".
bool belongs_to(std::string_view step, const std::string& number) {
    return !number.empty() && (step.starts_with(number + " ") || step.starts_with(number + "."));
}

} // namespace

void account::hear(const routes::trace_line& line) {
    auto text = text_of(line.now);
    auto changes = changed(line, text);
    before_ = std::move(text);
    if (lines_.size() == most_lines) {
        ++left_out_;
    } else {
        lines_.push_back({line.route, line.step, line.where, line.outcome, std::string{line.part}, std::move(changes),
                          values_of(line.asked), line.looked_up});
    }
    if (belongs_to(line.step, until_)) stop_at(line, before_);
}

std::vector<peers::difference> account::changed(const routes::trace_line& line, const std::string& text) {
    if (line.begins || text == before_) return {};
    return peers::differences(read(before_), read(text));
}

void account::stop_at(const routes::trace_line& line, std::string text) {
    auto here = std::ranges::find_if(
        stopped_, [&](const standing& each) { return each.route == line.route && each.part == line.part; });
    if (here == stopped_.end()) here = stopped_.insert(here, {line.route, std::string{line.part}, {}});
    here->text = std::move(text);
    here->lines = lines_.size();
}

// What a route did before it took the message apart belongs to every part.
void account::close() {
    if (until_.empty()) return;
    std::size_t n = 0;
    std::erase_if(lines_, [&](const told_line& line) {
        ++n;
        return std::ranges::none_of(stopped_, [&](const standing& each) {
            return each.route == line.route && n <= each.lines && (line.part.empty() || line.part == each.part);
        });
    });
}

} // namespace vagus::app
