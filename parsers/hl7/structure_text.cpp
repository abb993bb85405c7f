#include "parsers/hl7/structure_text.hpp"

#include "parsers/hl7/words.hpp"

#include <optional>

namespace vagus::hl7 {
namespace {

struct bounds {
    std::uint16_t least = 1;
    std::uint16_t most = 1;
};

// How often, from what stands behind a segment or a bracket; nothing: that is no such mark.
std::optional<bounds> read_bounds(std::string_view mark) {
    if (mark.empty()) return bounds{};
    if (mark == "?") return bounds{0, 1};
    if (mark == "*") return bounds{0, 0};
    if (mark == "+") return bounds{1, 0};
    if (!mark.starts_with('{') || !mark.ends_with('}')) return std::nullopt;
    mark = mark.substr(1, mark.size() - 2);
    const auto comma = mark.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const auto least = read_number(mark.substr(0, comma));
    const auto most = comma + 1 == mark.size() ? 0 : read_number(mark.substr(comma + 1));
    if (!least || !most || *least > 0xFFFF || *most > 0xFFFF) return std::nullopt;
    return bounds{static_cast<std::uint16_t>(*least), static_cast<std::uint16_t>(*most)};
}

class reader {
  public:
    explicit reader(std::string_view name)
        : made_{name, {{name, {}}}} {}

    result<structure, std::string> read(std::string_view text) {
        for (auto word = next_word(text); !word.empty(); word = next_word(text))
            if (auto wrong = take(word); !wrong.empty()) return fail(std::move(wrong));
        if (open_.size() > 1) return fail(std::string{"a bracket is not closed"});
        if (choosing_) return fail(std::string{"a [ is not closed"});
        for (auto& group : made_.groups) {
            if (group.parts.empty()) return fail(std::string{group.name} + " is empty");
            group.anchor = anchor_of(group);
        }
        return std::move(made_);
    }

  private:
    std::string take(std::string_view word) {
        if (word == "[") return begin_choice();
        if (word.starts_with(']')) return end_choice(word.substr(1));
        if (word.starts_with(')')) return close(word.substr(1));
        if (word.ends_with('(')) return open(word.substr(0, word.size() - 1));
        const auto id = word.substr(0, 3);
        const auto often = read_bounds(word.substr(id.size()));
        if (id.size() < 3 || !often) return "'" + std::string{word} + "' is no segment";
        here().parts.push_back({id, std::nullopt, often->least, often->most, choice()});
        return {};
    }

    std::string open(std::string_view name) {
        here().parts.push_back({{}, made_.groups.size(), 1, 1, choice()});
        open_.push_back(made_.groups.size());
        made_.groups.push_back({name, {}});
        return {};
    }
    std::string close(std::string_view mark) {
        const auto often = read_bounds(mark);
        if (open_.size() == 1 || !often) return "a ) closes nothing";
        open_.pop_back();
        here().parts.back().least = often->least;
        here().parts.back().most = often->most;
        return {};
    }
    std::string begin_choice() {
        if (choosing_) return "a choice in a choice";
        choosing_ = open_.size();
        chosen_from_ = here().parts.size();
        ++choices_;
        return {};
    }
    std::string end_choice(std::string_view mark) {
        const auto often = read_bounds(mark);
        if (choosing_ != open_.size() || !often) return "a ] closes nothing";
        for (auto i = chosen_from_; i < here().parts.size(); ++i) {
            here().parts[i].least = often->least;
            here().parts[i].most = often->most;
        }
        choosing_.reset();
        return {};
    }

    group_shape& here() { return made_.groups[open_.back()]; }
    // The alternatives are what stands directly in the brackets.
    std::uint8_t choice() const { return choosing_ == open_.size() ? choices_ : std::uint8_t{0}; }

    // What begins a group: the parts up to the first segment that must be there, or up to the first group, which begins
    // with its own. (In OML_O21 an ORC begins another ORDER, and no PRIOR_RESULT that has lost its patient.)
    static std::size_t anchor_of(const group_shape& group) {
        std::size_t found = 0;
        while (found < group.parts.size() && group.parts[found].least == 0 && !group.parts[found].group) ++found;
        if (found == group.parts.size()) return 0;
        while (group.parts[found].choice != 0 && found + 1 < group.parts.size() &&
               group.parts[found + 1].choice == group.parts[found].choice)
            ++found;
        return found;
    }

    structure made_;
    std::vector<std::size_t> open_{0};
    std::optional<std::size_t> choosing_; // how deep the choice stands
    std::size_t chosen_from_ = 0;
    std::uint8_t choices_ = 0;
};

std::string bounds_text(const group_shape::part& of) {
    if (of.most == 0 && of.least < 2) return of.least == 0 ? "*" : "+";
    if (of.most == 1) return of.least == 0 ? "?" : "";
    return "{" + std::to_string(of.least) + "," + (of.most == 0 ? "" : std::to_string(of.most)) + "}";
}

std::string text_of(const structure& in, const group_shape& group) {
    std::string out;
    for (std::size_t i = 0; i < group.parts.size(); ++i) {
        const auto& part = group.parts[i];
        const bool chosen = part.choice != 0;
        const bool begins = chosen && (i == 0 || group.parts[i - 1].choice != part.choice);
        const bool ends = chosen && (i + 1 == group.parts.size() || group.parts[i + 1].choice != part.choice);
        if (i > 0) out += ' ';
        if (begins) out += "[ ";
        const auto often = chosen ? std::string{} : bounds_text(part);
        if (part.group) {
            const auto& inner = in.groups[*part.group];
            out += std::string{inner.name} + "( " + text_of(in, inner) + " )" + often;
        } else {
            out += std::string{part.segment} + often;
        }
        if (ends) out += " ]" + bounds_text(part);
    }
    return out;
}

} // namespace

std::string to_text(const structure& from) {
    return text_of(from, from.groups.front());
}

result<structure, std::string> read_structure(std::string_view name, std::string_view text) {
    return reader{name}.read(text);
}

} // namespace vagus::hl7
