// The table of structures, in one line a group: `NAME( ... )` holds what is between, `SEG?` may be missing, and only
// what stands up to the first segment without `?` begins another repetition of its group. Repetition is not written: a
// message with more segments than allowed is still read. A structure more is an entry more.
#include "parsers/hl7/structures.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/hl7/words.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

namespace vagus::hl7 {
namespace {

struct written {
    std::string_view name;
    std::string_view events; // MSH-9.1^MSH-9.2 that have it where MSH-9.3 does not say so
    std::string_view parts;
};

constexpr std::string_view visit_and_more =
    "MSH SFT? EVN PID PD1? ROL? NK1? PV1 PV2? ROL? DB1? OBX? AL1? DG1? DRG? PROCEDURE( PR1 ROL? ) GT1? "
    "INSURANCE( IN1 IN2? IN3? ROL? ) ACC? UB1? UB2? PDA?";

constexpr std::array table{
    written{"ADT_A01", "ADT^A01 ADT^A04 ADT^A08 ADT^A13", visit_and_more},
    written{"ADT_A02", "ADT^A02", "MSH SFT? EVN PID PD1? ROL? PV1 PV2? ROL? DB1? OBX? PDA?"},
    written{"ADT_A03", "ADT^A03",
            "MSH SFT? EVN PID PD1? ROL? NK1? PV1 PV2? ROL? DB1? AL1? DG1? DRG? PROCEDURE( PR1 ROL? ) OBX? GT1? "
            "INSURANCE( IN1 IN2? IN3? ROL? ) ACC? PDA?"},
    written{"ADT_A05", "ADT^A05 ADT^A14 ADT^A28 ADT^A31", visit_and_more},
    written{"ADT_A06", "ADT^A06 ADT^A07",
            "MSH SFT? EVN PID PD1? ROL? MRG? NK1? PV1 PV2? ROL? DB1? OBX? AL1? DG1? DRG? PROCEDURE( PR1 ROL? ) GT1? "
            "INSURANCE( IN1 IN2? IN3? ROL? ) ACC? UB1? UB2?"},
    written{"ADT_A09", "ADT^A09 ADT^A10 ADT^A11", "MSH SFT? EVN PID PD1? PV1 PV2? DB1? OBX? DG1?"},
    written{"ADT_A39", "ADT^A39 ADT^A40 ADT^A41 ADT^A42", "MSH SFT? EVN PATIENT( PID PD1? MRG PV1? )"},
    written{"ORU_R01", "ORU^R01 ORU^R03 ORU^W01",
            "MSH SFT? UAC? PATIENT_RESULT( PATIENT( PID PD1? NTE? NK1? VISIT( PV1 PV2? ) ) "
            "ORDER_OBSERVATION( ORC? OBR NTE? TIMING_QTY( TQ1 TQ2? ) CTD? OBSERVATION( OBX NTE? ) FT1? CTI? "
            "SPECIMEN( SPM OBX? ) ) ) DSC?"},
};

constexpr std::size_t none = static_cast<std::size_t>(-1);

structure read(const written& from) {
    structure made{from.name, {{from.name, {}, none}}};
    std::vector<std::size_t> open{0};
    auto rest = from.parts;
    for (auto word = next_word(rest); !word.empty(); word = next_word(rest)) {
        if (word == ")") {
            open.pop_back();
            continue;
        }
        auto& around = made.groups[open.back()];
        if (word.ends_with('(')) {
            word.remove_suffix(1);
            if (around.anchor == none) around.anchor = around.parts.size();
            around.parts.push_back({.segment = {}, .group = made.groups.size()});
            open.push_back(made.groups.size());
            made.groups.push_back({word, {}, none});
            continue;
        }
        const bool optional = word.ends_with('?');
        if (!optional && around.anchor == none) around.anchor = around.parts.size();
        around.parts.push_back({.segment = word.substr(0, 3), .group = std::nullopt});
    }
    return made;
}

const std::deque<structure>& all() {
    static const auto made = [] {
        std::deque<structure> out;
        for (const auto& each : table) out.push_back(read(each));
        return out;
    }();
    return made;
}

// Group number `outer` holds groups called like the rest of the names, each inside of the one before.
bool nested_from(const structure& in, std::size_t outer, const std::vector<std::string_view>& names, std::size_t from) {
    if (from == names.size()) return true;
    return std::ranges::any_of(in.groups[outer].parts, [&](const group_shape::part& part) {
        if (!part.group) return false;
        const bool here = in.groups[*part.group].name == names[from];
        return (here && nested_from(in, *part.group, names, from + 1)) || nested_from(in, *part.group, names, from);
    });
}

bool lists(std::string_view events, std::string_view one) {
    for (auto word = next_word(events); !word.empty(); word = next_word(events))
        if (word == one) return true;
    return false;
}

} // namespace

const structure* structure_of(const document& message) {
    const auto type = message.field("MSH", 9);
    const auto mark = message.marks.component;
    const auto named = std::ranges::find(all(), part(type, mark, 3), &structure::name);
    if (named != all().end()) return &*named;
    auto event = std::string{part(type, mark, 1)} + "^" + std::string{part(type, mark, 2)};
    for (std::size_t i = 0; i < table.size(); ++i)
        if (lists(table[i].events, event)) return &all()[i];
    return nullptr;
}

const std::vector<std::string>& group_names() {
    static const auto made = [] {
        std::vector<std::string> names;
        for (const auto& one : all())
            for (const auto& group : one.groups)
                if (&group != &one.groups.front() && std::ranges::find(names, group.name) == names.end())
                    names.emplace_back(group.name);
        return names;
    }();
    return made;
}

bool nested(const std::vector<std::string_view>& groups) {
    return std::ranges::any_of(all(), [&](const structure& one) { return nested_from(one, 0, groups, 0); });
}

} // namespace vagus::hl7
