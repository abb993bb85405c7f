// What stands in segments: required, repeated, too long, of its type, in its table.
#include "base/utf8.hpp"
#include "parsers/hl7/conformance.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/formats.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace vagus::hl7 {
namespace {

// IS came with 2.3; before, ID is the type of any code.
constexpr version_number codes_are_told_apart{2, 3, 0};
// Message types and events of a site's own begin with Z.
constexpr std::array<std::uint16_t, 2> tables_with_z{3, 76};
// Tables that fields of type ID have and that are a site's, or grow without a version: identifier types (0203 is called
// user-defined) and coding systems (0396 is a register, with 99.. for local ones).
constexpr std::array<std::uint16_t, 2> open_tables{203, 396};
// What the tables list is known better: versions and structures by the rule `structure`, data types (OBX-2) by the
// types that the version has. HL7's table of these lacks some, and its length of OBX-2 has room for two letters of
// three.
constexpr std::uint16_t value_types = 125;
constexpr std::array<std::uint16_t, 3> judged_elsewhere{104, 354, value_types};

bool is_in(std::span<const std::uint16_t> tables, std::uint16_t table) {
    return std::ranges::find(tables, table) != tables.end();
}

constexpr std::string_view null = R"("")";

// Characters, of which an escape sequence is one.
bool longer_than(std::string_view raw, std::size_t most, const delimiters& marks) {
    return raw.size() > most && utf8::characters(unescape(raw, marks)) > most;
}

class fields {
  public:
    fields(const document& message, const dictionary& by, deviations& to)
        : message_{message}
        , marks_{message.marks}
        , by_{by}
        , to_{to}
        , version_{read_version_number(by.version())} {}

    void check() {
        for (segment_ = 0; segment_ < message_.segments.size(); ++segment_)
            if (const auto* shape = by_.segment(message_.segments[segment_].id())) check(*shape);
    }

  private:
    // Where the check stands: numbers of the field, its repetition, its component and subcomponent; 0: not so deep.
    struct depth {
        std::uint32_t field = 0, repetition = 0, component = 0, subcomponent = 0;
    };

    void check(const segment_shape& shape) {
        const auto& segment = message_.segments[segment_];
        const std::size_t first = segment.is_header() ? 3 : 1; // MSH-1 and MSH-2 are the delimiters
        const auto last = std::min(shape.fields.size(), std::max(segment.fields(), shape.required_to));
        for (std::size_t n = first; n <= last; ++n) {
            const auto* field = element(shape.fields, n);
            if (field == nullptr || field->use == usage::withdrawn) continue;
            const depth at{.field = static_cast<std::uint32_t>(n)};
            const auto raw = segment.field(n);
            if (raw.empty())
                missing(*field, at);
            else
                check_field(*field, raw, segment, at);
        }
    }

    void check_field(const element_shape& field, std::string_view raw, const segment& in, depth at) {
        const bool observed = field.of == nullptr && field.type == "varies" && in.is("OBX");
        const auto* type = observed ? observed_type(in) : field.of;
        each_part(raw, marks_.repetition, [&](std::size_t n, std::string_view one) {
            at.repetition = static_cast<std::uint32_t>(n);
            if (field.repetitions != 0 && n == field.repetitions + std::size_t{1})
                tell(rule::repetition, condition::cardinality, field.name, at,
                     "more than " + std::to_string(field.repetitions) + " repetitions");
            if (!one.empty() && one != null) check_value(field, type, one, at);
            return true;
        });
    }

    // By OBX-2. Without a type nothing can be said of the values.
    const type_shape* observed_type(const segment& observation) {
        const auto id = part(observation.field(2), marks_.component, 1);
        const auto* type = by_.type(id);
        if (id.empty() || id == null) {
            tell(rule::require, condition::required_missing, "Value Type", {.field = 2},
                 "required where OBX-5 is not empty");
        } else if (type == nullptr) {
            tell(rule::format, condition::data_type, "Value Type", {.field = 2},
                 "no data type of version " + std::string{by_.version()});
        }
        return type;
    }

    // A field's repetition, a component, a subcomponent; type is null where it is not known. `at` comes back as it was:
    // to copy its four numbers right after one was written costs more than the rest.
    void check_value(const element_shape& what, const type_shape* type, std::string_view raw, depth& at) {
        const bool limited = what.length != 0 && what.table != value_types;
        if (limited && to_.wants(rule::length) && longer_than(raw, what.length, marks_))
            tell(rule::length, condition::too_long, what.name, at,
                 "longer than " + std::to_string(what.length) + " characters");
        if (type == nullptr) return;
        // TS has a format, and is a composite since 2.5, of a time and its precision.
        const bool primitive = type->components.empty() || type->formatted || at.subcomponent != 0;
        if (!primitive) return check_parts(*type, raw, at);
        const bool coded = type->coded && what.table != 0;
        if (type->formatted || coded) check_primitive(what, *type, first_of(raw, at), at);
    }

    void check_parts(const type_shape& of, std::string_view raw, depth& at) {
        const auto shapes = of.components;
        const bool deeper = at.component != 0;
        auto& number = deeper ? at.subcomponent : at.component;
        std::size_t seen = 0;
        each_part(raw, deeper ? marks_.subcomponent : marks_.component, [&](std::size_t n, std::string_view one) {
            if (n > shapes.size()) return false;
            seen = n;
            number = static_cast<std::uint32_t>(n);
            const auto* shape = element(shapes, n);
            if (shape == nullptr || shape->use == usage::withdrawn) return true;
            if (one.empty())
                missing(*shape, at);
            else if (one != null)
                check_value(*shape, shape->of, one, at);
            return true;
        });
        for (auto n = seen + 1; n <= of.required_to; ++n) {
            number = static_cast<std::uint32_t>(n);
            if (const auto* shape = element(shapes, n)) missing(*shape, at);
        }
        number = 0;
    }

    // A primitive has no parts: those behind the first are of a newer version.
    [[nodiscard]] std::string_view first_of(std::string_view raw, const depth& at) const {
        if (at.subcomponent != 0) return raw;
        const auto component = at.component == 0 ? part(raw, marks_.component, 1) : raw;
        return part(component, marks_.subcomponent, 1);
    }

    void check_primitive(const element_shape& what, const type_shape& type, std::string_view raw, const depth& at) {
        if (type.formatted && to_.wants(rule::format)) {
            const auto expected = expected_format(type.id, raw, version_);
            if (!expected.empty())
                tell(rule::format, condition::data_type, what.name, at, "expected " + std::string{expected});
        }
        if (type.coded && what.table != 0 && to_.wants(rule::table)) check_code(what, raw, at);
    }

    void check_code(const element_shape& what, std::string_view raw, const depth& at) {
        if (version_ < codes_are_told_apart || raw == null || raw.empty()) return;
        if (is_in(open_tables, what.table) || is_in(judged_elsewhere, what.table)) return;
        if (raw.starts_with('Z') && is_in(tables_with_z, what.table)) return;
        const auto* table = by_.table(what.table);
        if (table == nullptr || table->codes.empty() || table->has(unescape(raw, marks_))) return;
        const auto number = std::to_string(what.table);
        tell(rule::table, condition::table_value, what.name, at,
             "no code of HL7 table " + std::string(4 - std::min<std::size_t>(number.size(), 4), '0') + number);
    }

    void missing(const element_shape& what, const depth& at) {
        if (what.use != usage::required) return;
        tell(rule::require, condition::required_missing, what.name, at, "required and empty");
    }

    void tell(rule from, condition code, std::string_view name, const depth& place, const std::string& words) {
        to_.add(from, [&] {
            auto at = location_of(message_, segment_);
            at.field = place.field;
            at.repetition = place.component != 0 || place.repetition > 1 ? std::max(place.repetition, 1U) : 0;
            at.component = place.component;
            at.subcomponent = place.subcomponent;
            auto text = to_text(at) + " " + std::string{name} + ": " + words;
            return fault{.code = code, .at = std::move(at), .words = std::move(text)};
        });
    }

    const document& message_;
    const delimiters& marks_;
    const dictionary& by_;
    deviations& to_;
    version_number version_;
    std::size_t segment_ = 0;
};

} // namespace

void check_fields(const document& message, const dictionary& by, deviations& to) {
    fields{message, by, to}.check();
}

} // namespace vagus::hl7
