#include "engine/app/replay/comparison.hpp"

#include "engine/app/peers/message_diff.hpp"
#include "engine/app/replay/json_diff.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace vagus::app {
namespace {

std::string without_numbers(std::string_view path) {
    std::string out;
    bool inside = false;
    for (const char c : path) {
        if (c == '[') inside = true;
        if (!inside) out += c;
        if (c == ']') inside = false;
    }
    return out;
}

changed how_of(const std::optional<std::string>& before, const std::optional<std::string>& after) {
    if (!after) return changed::lost;
    return before ? changed::other : changed::gained;
}

class comparison {
  public:
    comparison(const outcome& before, const outcome& after)
        : before_{before}
        , after_{after} {}

    std::vector<dissent> run() && {
        if (before_.unreadable || after_.unreadable) {
            readable();
            return std::move(found_);
        }
        if (before_.ack != after_.ack) add({.is = about::ack, .what = shown(before_.ack) + " -> " + shown(after_.ack)});
        names(about::route, before_.routes, after_.routes);
        drops();
        failures();
        names(about::tag, before_.tags, after_.tags);
        copies();
        return std::move(found_);
    }

  private:
    void add(dissent what) { found_.push_back(std::move(what)); }
    static std::string shown(const std::string& ack) { return ack.empty() ? "none" : ack; }

    void readable() {
        if (before_.unreadable && after_.unreadable) return;
        const bool lost = after_.unreadable.has_value();
        add({.is = about::unreadable,
             .what = lost ? *after_.unreadable : *before_.unreadable,
             .how = lost ? changed::gained : changed::lost});
    }

    // Sets of names. Of routes the name is where, of tags it is what.
    void names(about is, const std::vector<std::string>& before, const std::vector<std::string>& after) {
        const auto missing = [&](const auto& from, const auto& in, changed how) {
            for (const auto& each : from) {
                if (std::ranges::find(in, each) != in.end()) continue;
                auto made = dissent{.is = is, .how = how};
                (is == about::route ? made.where : made.what) = each;
                add(std::move(made));
            }
        };
        missing(before, after, changed::lost);
        missing(after, before, changed::gained);
    }

    void drops() {
        const auto missing = [&](const auto& from, const auto& in, changed how) {
            for (const auto& each : from) {
                const bool there = std::ranges::any_of(in, [&](const made_drop& other) {
                    return other.route == each.route && other.reason == each.reason;
                });
                if (!there) add({.is = about::drop, .where = each.route, .what = each.reason, .how = how});
            }
        };
        missing(before_.drops, after_.drops, changed::lost);
        missing(after_.drops, before_.drops, changed::gained);
    }

    // By their route: the text of a failure names a line, which moves with every edit above it.
    void failures() {
        const auto missing = [&](const auto& from, const auto& in, changed how) {
            for (const auto& each : from)
                if (std::ranges::find(in, each.route, &made_failure::route) == in.end())
                    add({.is = about::failure, .where = each.route, .what = each.text, .how = how});
        };
        missing(before_.failures, after_.failures, changed::lost);
        missing(after_.failures, before_.failures, changed::gained);
    }

    // Copies of one output are taken in their order.
    void copies() {
        std::vector<std::string> outputs;
        for (const auto* side : {&before_, &after_})
            for (const auto& each : side->copies)
                if (std::ranges::find(outputs, each.output) == outputs.end()) outputs.push_back(each.output);
        for (const auto& output : outputs) {
            const auto before = for_output(before_, output);
            const auto after = for_output(after_, output);
            const auto pairs = std::min(before.size(), after.size());
            for (std::size_t i = 0; i < pairs; ++i) copy(*before[i], *after[i]);
            if (before.size() != after.size())
                add({.is = about::copy,
                     .where = output,
                     .how = before.size() > after.size() ? changed::lost : changed::gained});
        }
    }
    static std::vector<const made_copy*> for_output(const outcome& of, const std::string& output) {
        std::vector<const made_copy*> out;
        for (const auto& each : of.copies)
            if (each.output == output) out.push_back(&each);
        return out;
    }

    void copy(const made_copy& before, const made_copy& after) {
        body(before, after);
        beside(before, after);
        if (before.keys != after.keys) add({.is = about::key, .where = before.output, .what = "per_key"});
    }

    void beside(const made_copy& before, const made_copy& after) {
        std::vector<std::string> seen;
        const auto value = [](const made_copy& of, const std::string& name) -> std::optional<std::string> {
            const auto found = std::ranges::find(of.beside, name, &routes::attribute::name);
            if (found == of.beside.end()) return std::nullopt;
            return found->value;
        };
        for (const auto* side : {&before, &after})
            for (const auto& each : side->beside) {
                if (std::ranges::find(seen, each.name) != seen.end()) continue;
                seen.push_back(each.name);
                auto first = value(before, each.name);
                auto second = value(after, each.name);
                if (first == second) continue;
                const auto how = how_of(first, second);
                add({about::beside, before.output, each.name, how, std::move(first), std::move(second)});
            }
    }

    void body(const made_copy& before, const made_copy& after) {
        const std::string_view first = before.body ? *before.body : before_.received;
        const std::string_view second = after.body ? *after.body : after_.received;
        if (first == second) return;
        const auto found = found_.size();
        if (before.hl7 && after.hl7)
            messages(before.output, first, second);
        else if (!before.hl7 && !after.hl7)
            json(before.output, first, second);
        // Of other bytes, or of what differs in delimiters alone, it is known that they differ.
        if (found_.size() == found) add({.is = about::body, .where = before.output});
    }

    void messages(const std::string& output, std::string_view before, std::string_view after) {
        const auto first = hl7::message::parse(std::string{before});
        const auto second = hl7::message::parse(std::string{after});
        if (!first || !second) return;
        for (auto& each : peers::differences(peers::leaves_of(*first), peers::leaves_of(*second))) {
            const auto how = how_of(each.first, each.second);
            add({about::value, output, without_numbers(each.path), how, std::move(each.first), std::move(each.second),
                 std::move(each.at)});
        }
    }

    void json(const std::string& output, std::string_view before, std::string_view after) {
        for (auto& each : json_differences(before, after)) {
            const auto how = how_of(each.first, each.second);
            add({about::value, output, std::move(each.pointer), how, std::move(each.first), std::move(each.second)});
        }
    }

    const outcome& before_;
    const outcome& after_;
    std::vector<dissent> found_;
};

} // namespace

std::vector<dissent> compare(const outcome& before, const outcome& after) {
    return comparison{before, after}.run();
}

std::string_view to_text(about is) {
    static constexpr std::array<std::string_view, 12> words{"input", "unreadable", "ack",   "route",  "drop", "failure",
                                                            "tag",   "copy",       "value", "beside", "key",  "body"};
    return words.at(static_cast<std::size_t>(is));
}

std::string_view to_text(changed how) {
    switch (how) {
    case changed::lost: return "lost";
    case changed::gained: return "gained";
    case changed::other: break;
    }
    return "changed";
}

} // namespace vagus::app
