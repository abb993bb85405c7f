// A tree and a message become JSON.
#include "parsers/expr/evaluate.hpp"
#include "parsers/expr/numbers.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/path/read.hpp"
#include "routes/bodies/limits.hpp"
#include "routes/bodies/tree.hpp"

#include <algorithm>
#include <iterator>

namespace vagus::routes::bodies {
namespace {

constexpr std::string_view hl7_null = R"("")";

// FHIR R4, datatypes: a string has no blanks around it and no control characters but tab and line ends.
std::string fhir_text(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') c = ' ';
    constexpr std::string_view blanks = " \t\r\n";
    text.erase(text.find_last_not_of(blanks) + 1);
    text.erase(0, std::min(text.find_first_not_of(blanks), text.size()));
    return text;
}

// It gives any number of values, and stands for a list.
bool loops(const tree& of) {
    if (of.before.each) return true;
    const auto* inner = std::get_if<tree::nested>(&of.content);
    return inner && loops(**inner);
}

} // namespace

void maker::fail(const std::string& where, const std::string& why) {
    if (failure_.empty()) failure_ = where + ": " + why;
}

bool maker::well(const std::string& where, const path::scope& at) {
    if (at.cost.failed()) fail(where, at.cost.failure());
    if (at.cost.spent()) fail(where, "too many segments and repetitions were looked at for one message");
    return failure_.empty();
}

void maker::each_turn(const head& of, const path::scope& at, const std::function<void(const path::scope&)>& visit) {
    const auto turn = [&](const path::scope& here) {
        if (!at.cost.spend(1)) return;
        std::vector<std::string> texts;
        std::vector<path::variable> values;
        texts.reserve(of.lets.size()); // both are pointed into
        values.reserve(of.lets.size());
        auto inside = here;
        for (const auto& [name, expression] : of.lets) {
            texts.push_back(expr::evaluate(*expression.root, inside).take());
            values.push_back({name, texts.back(), inside.variables});
            inside.variables = &values.back();
        }
        const bool wanted = !of.only_if.root || expr::holds(*of.only_if.root, inside);
        if (well(of.where, at) && wanted) visit(inside);
    };
    if (!of.each) return turn(at);

    path::loop loop{groups_, at.inside ? at.inside->group : 0, path::nowhere, 0};
    const auto go = [&](std::size_t segment, std::string_view repetition) {
        ++loop.index;
        auto here = at.at(segment, repetition);
        here.inside = &loop;
        turn(here);
    };
    const auto& p = *of.each;
    if (path::is_group(p)) {
        if (!groups_)
            return fail(of.where, "the groups of this type of message are not known; loop over segments instead");
        for (auto group : path::groups_of(p, *groups_, at)) {
            if (!well(of.where, at)) return;
            loop.group = group;
            go(path::nowhere, {});
        }
        return;
    }
    for (auto segment : path::segments_of(p, at, path::reach::every_match)) {
        if (!well(of.where, at)) return;
        if (!p.field) {
            loop.segment = segment;
            if (groups_) loop.group = groups_->holder(segment);
            go(segment, {});
            continue;
        }
        const auto field = at.document.segments[segment].field(*p.field);
        if (at.inside) loop.segment = at.inside->segment;
        for (auto n : path::repetitions_of(p, field, segment, at, path::reach::every_match)) {
            const auto one = hl7::part(field, at.document.marks.repetition, n);
            if (!one.empty() && well(of.where, at)) go(segment, one);
        }
        if (std::holds_alternative<path::first>(p.occurrence)) return; // PID-5: of the first PID
    }
}

json::value maker::make(const tree& of, const path::scope& at) {
    std::vector<json::value> all;
    make_into(all, of, at);
    if (loops(of)) return json::array(std::move(all));
    return all.empty() ? json::value{} : std::move(all.front());
}

void maker::make_into(std::vector<json::value>& out, const tree& of, const path::scope& at) {
    each_turn(of.before, at, [&](const path::scope& here) {
        if (const auto* inner = std::get_if<tree::nested>(&of.content)) return make_into(out, **inner, here);
        auto made = content_of(of, here);
        if (!made.empty()) out.push_back(std::move(made));
    });
}

json::value maker::content_of(const tree& of, const path::scope& at) {
    if (const auto* one = std::get_if<scalar>(&of.content)) return scalar_of(*one, of.before.where, at);
    if (const auto* list = std::get_if<std::vector<tree>>(&of.content)) {
        std::vector<json::value> items;
        for (const auto& each : *list) make_into(items, each, at);
        return json::array(std::move(items));
    }
    if (const auto* choice = std::get_if<tree::choice>(&of.content)) {
        for (const auto& each : choice->of)
            if (auto made = make(each, at); !made.empty() || !failure_.empty()) return made;
        return {};
    }
    std::vector<json::member> members;
    for (const auto& field : std::get<std::vector<tree::field>>(of.content)) {
        if (!failure_.empty()) return {};
        auto made = make(field.content, at);
        if (field.name.empty())
            std::ranges::move(made.members, std::back_inserter(members));
        else if (!made.empty())
            members.push_back({field.name, std::move(made)});
    }
    return json::object(std::move(members));
}

std::string maker::text_of(const expr::text_template& of, hole holes, const std::string& where, const path::scope& at) {
    std::string out;
    const bool strict = holes == hole::never_empty || (holes == hole::not_beside_text && of.parts.size() > 1);
    for (const auto& part : of.parts) {
        if (!part.hole) {
            out += part.literal;
            continue;
        }
        const auto value = expr::evaluate(*part.hole, at);
        if (!well(where, at)) return {};
        const bool empty = value.view() == hl7_null || value.view().find_first_not_of(" \t") == std::string_view::npos;
        if (empty && strict) fail(where, "a part is empty that may not be: " + of.source);
        if (!empty) out += value.view();
    }
    bytes_ += out.size();
    if (bytes_ > limits::output_bytes)
        fail(where, "the body would be longer than " + std::to_string(limits::output_bytes >> 20U) + " MiB");
    return out;
}

json::value maker::scalar_of(const scalar& of, const std::string& where, const path::scope& at) {
    auto text = text_of(of.text, of.holes, where, at);
    if (!failure_.empty()) return {};
    if (speaks_ == dialect::fhir) text = fhir_text(std::move(text));
    if (text.empty()) return {};
    if (of.type == scalar_type::text) return json::text(json::as_utf8(std::move(text)));
    if (of.type == scalar_type::number) {
        auto digits = expr::plain_number(text);
        if (!digits) return fail(where, "not a number: " + of.text.source), json::value{};
        return json::number(std::move(*digits));
    }
    if (text != "true" && text != "false")
        return fail(where, "neither true nor false: " + of.text.source), json::value{};
    return json::truth(text == "true");
}

} // namespace vagus::routes::bodies
