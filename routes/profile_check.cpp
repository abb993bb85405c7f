#include "routes/profile_check.hpp"

#include "base/utf8.hpp"
#include "parsers/expr/evaluate.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/formats.hpp"
#include "parsers/path/read.hpp"
#include "routes/steps/paths.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace vagus::routes {
namespace {

constexpr std::string_view null = R"("")";

// What a rule asks of values cannot be asked of a segment, nor repetitions of a component.
bool fits(const site_rule& asks, const path::path& where, const config::node& written, binding& names) {
    const bool of_values = asks.length || asks.format || !asks.codes.empty() || asks.table;
    if (!where.field && of_values) {
        names.found().error(written, "VG2030", path::to_text(where) + " is a whole segment and has no value",
                            "name a field: " + path::to_text(where) + "-3");
        return false;
    }
    if (where.component && asks.repeat) {
        names.found().error(written, "VG2030", path::to_text(where) + " is a component, and components do not repeat",
                            "ask it of the field");
        return false;
    }
    return true;
}

} // namespace

std::optional<profile_check> profile_check::bind(const profile& written, binding& names) {
    profile_check made;
    const auto before = names.found().errors();
    for (const auto& [where, at, asks] : written) {
        auto path = bind_source(where, names);
        auto when = names.bind(asks.when);
        auto table = asks.table ? names.table_named(*asks.table) : nullptr;
        if (table && table->keys != 1)
            names.found().error(asks.table->source, "VG3036",
                                "table '" + asks.table->value + "' is found by several values, and a profile has one");
        if (!path || !when || !fits(asks, *path, where.source, names)) continue;
        made.rules_.push_back({std::move(*path), asks, std::move(table), std::move(*when)});
    }
    if (names.found().errors() != before) return std::nullopt;
    return made;
}

// One rule on one message.
class profile_check::judgement {
  public:
    judgement(const bound_rule& rule, const path::scope& at, hl7::deviations& to)
        : rule_{rule}
        , at_{at}
        , to_{to} {}

    void judge() {
        const auto segments = path::segments_of(rule_.where, at_, path::reach::every_match);
        if (!rule_.where.field) return judge_segments(segments);
        for (const auto i : segments) {
            segment_ = i;
            if (applies(at_.at(i, {}))) judge_field();
        }
    }

  private:
    [[nodiscard]] bool applies(const path::scope& here) const {
        return !rule_.when.root || expr::holds(*rule_.when.root, here);
    }

    void judge_segments(const std::vector<std::size_t>& segments) {
        if (!applies(at_)) return;
        const auto& asks = rule_.asks;
        if (segments.empty()) {
            if (asks.required)
                tell(hl7::condition::segment_sequence, hl7::location{.segment = rule_.where.segment}, "required");
            return;
        }
        if (asks.absent)
            tell(hl7::condition::segment_sequence, location_of(at_.document, segments.front()), "not wanted here");
        const auto most = static_cast<std::size_t>(asks.repeat.value_or(0));
        if (asks.repeat && segments.size() > most)
            tell(hl7::condition::segment_sequence, location_of(at_.document, segments[most]),
                 "more than " + std::to_string(most) + " of these");
    }

    void judge_field() {
        const auto& where = rule_.where;
        const auto raw = at_.document.segments[segment_].field(*where.field);
        const auto separator = at_.document.marks.repetition;
        const auto most = static_cast<std::size_t>(rule_.asks.repeat.value_or(0));
        if (rule_.asks.repeat && hl7::parts(raw, separator) > most)
            tell_of(most + 1, hl7::condition::cardinality,
                    [&] { return "more than " + std::to_string(most) + " repetitions"; });

        const auto chosen = path::repetitions_of(where, raw, segment_, at_, path::reach::every_match);
        const bool by_choice = !std::holds_alternative<path::first>(where.repetition);
        if (rule_.asks.required && (chosen.empty() ? by_choice || !where.component : false)) return missing(0);
        auto next = chosen.begin();
        hl7::each_part(raw, separator, [&](std::size_t n, std::string_view one) {
            if (next == chosen.end()) return false;
            if (n == *next) ++next, judge_value(one, n);
            return true;
        });
    }

    // A repetition that is empty has no components: whether it may be is for the field's own rule to say.
    void judge_value(std::string_view repetition, std::size_t n) {
        const auto& asks = rule_.asks;
        if (rule_.where.component && (repetition.empty() || repetition == null)) return;
        const auto value = path::text_inside(rule_.where, repetition, at_.document.marks);
        const auto text = value.view();
        if (text.empty()) {
            if (asks.required) missing(n);
            return;
        }
        const auto wrong = [&](hl7::condition code, auto words) { tell_of(n, code, words); };
        if (asks.absent) wrong(hl7::condition::data_type, [] { return std::string{"not wanted here"}; });
        if (text == null) return;
        if (asks.length && utf8::characters(text) > static_cast<std::size_t>(*asks.length))
            wrong(hl7::condition::too_long,
                  [&] { return "longer than " + std::to_string(*asks.length) + " characters"; });
        if (asks.format)
            if (const auto expected = hl7::expected_format(*asks.format, text, version()); !expected.empty())
                wrong(hl7::condition::data_type, [&] { return "expected " + std::string{expected}; });
        if (!asks.codes.empty() && std::ranges::find(asks.codes, text) == asks.codes.end())
            wrong(hl7::condition::table_value, [] { return std::string{"none of the codes of this site"}; });
        if (rule_.table && !rule_.table->rows.contains(text))
            wrong(hl7::condition::table_value, [&] { return "no row in table '" + asks.table->value + "'"; });
    }

    void missing(std::size_t repetition) {
        tell_of(repetition, hl7::condition::required_missing, [] { return std::string{"required and empty"}; });
    }

    [[nodiscard]] hl7::version_number version() const {
        const auto& marks = at_.document.marks;
        return hl7::read_version_number(hl7::part(at_.document.field("MSH", 12), marks.component, 1));
    }

    // 0: the field as a whole.
    [[nodiscard]] hl7::location place(std::size_t repetition) const {
        auto at = location_of(at_.document, segment_);
        at.field = *rule_.where.field;
        const bool whole = repetition == 0 || (repetition == 1 && !rule_.where.component);
        if (whole) return at;
        at.repetition = static_cast<std::uint32_t>(repetition);
        at.component = rule_.where.component.value_or(0);
        at.subcomponent = rule_.where.subcomponent.value_or(0);
        return at;
    }

    // Of a value: one message may have a million of them, and finding a place counts the segments before it.
    template <class Words> void tell_of(std::size_t repetition, hl7::condition code, Words words) {
        to_.add(hl7::rule::profile, [&] { return fault_at(code, place(repetition), words()); });
    }
    // Of segments: once a rule.
    void tell(hl7::condition code, hl7::location at, const std::string& words) {
        to_.add(hl7::rule::profile, [&] { return fault_at(code, std::move(at), words); });
    }
    static hl7::fault fault_at(hl7::condition code, hl7::location at, const std::string& words) {
        auto text = to_text(at) + ": " + words;
        return {.code = code, .at = std::move(at), .words = std::move(text)};
    }

    const bound_rule& rule_;
    const path::scope& at_;
    hl7::deviations& to_;
    std::size_t segment_ = 0;
};

void profile_check::check(const path::scope& at, hl7::deviations& to) const {
    for (const auto& rule : rules_) judgement{rule, at, to}.judge();
}

} // namespace vagus::routes
