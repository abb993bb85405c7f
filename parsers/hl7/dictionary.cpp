#include "parsers/hl7/dictionary.hpp"

#include "parsers/hl7/dictionary_text.hpp"
#include "parsers/hl7/formats.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace vagus::hl7 {
namespace {

template <class List, class Name, class Of> auto* find(const List& all, const Name& name, Of of) {
    const auto found = std::ranges::lower_bound(all, name, {}, of);
    return found != all.end() && std::invoke(of, *found) == name ? &*found : nullptr;
}

// TYPE_EVENT, or TYPE alone.
std::string_view named_after(const std::vector<structure>& all, std::string_view type, std::string_view event) {
    if (type.empty()) return {};
    std::string_view found;
    for (auto at = std::ranges::lower_bound(all, type, {}, &structure::name);
         at != all.end() && at->name.starts_with(type); ++at) {
        const auto rest = at->name.substr(type.size());
        if (rest.empty()) found = at->name;
        if (!event.empty() && rest.starts_with('_') && rest.substr(1) == event) return at->name;
    }
    return found;
}

std::size_t last_required(std::span<const element_shape> all) {
    auto n = all.size();
    while (n > 0 && all[n - 1].use != usage::required) --n;
    return n;
}

} // namespace

result<dictionary, dictionary_error> dictionary::read(std::string_view text, std::string_view version,
                                                      const dictionary* under) {
    auto made = std::make_unique<dictionary_contents>();
    made->version = version;
    made->under = under;
    if (auto read = read_text(text, *made); !read) return fail(std::move(read.error()));
    auto& contents = *made;
    dictionary all{std::move(made)};
    for (auto& each : contents.segments) each.required_to = last_required(each.fields);
    for (auto& each : contents.types) {
        each.required_to = last_required(each.components);
        each.formatted = has_format(each.id);
        each.coded = each.id == "ID";
    }
    for (auto& each : contents.elements) each.of = all.type(each.type);
    return all;
}

std::string_view dictionary::version() const {
    return contents_->version;
}

const segment_shape* dictionary::segment(std::string_view id) const {
    const auto* own = find(contents_->segments, id, &segment_shape::id);
    return own || !contents_->under ? own : contents_->under->segment(id);
}

const type_shape* dictionary::type(std::string_view id) const {
    const auto* own = find(contents_->types, id, &type_shape::id);
    return own || !contents_->under ? own : contents_->under->type(id);
}

const code_table* dictionary::table(std::size_t number) const {
    const auto* own = find(contents_->tables, number, &code_table::number);
    return own || !contents_->under ? own : contents_->under->table(number);
}

const structure* dictionary::structure(std::string_view name) const {
    const auto* own = find(contents_->structures, name, &hl7::structure::name);
    return own || !contents_->under ? own : contents_->under->structure(name);
}

std::string_view dictionary::structure_of(std::string_view type, std::string_view event) const {
    const auto* own = find(contents_->events, std::pair{type, event},
                           [](const dictionary_contents::event& one) { return std::pair{one.type, one.trigger}; });
    if (own) return own->structure;
    if (const auto name = named_after(contents_->structures, type, event); !name.empty()) return name;
    return contents_->under ? contents_->under->structure_of(type, event) : std::string_view{};
}

std::span<const segment_shape> dictionary::segments() const {
    return contents_->segments;
}

std::span<const type_shape> dictionary::types() const {
    return contents_->types;
}

std::span<const structure> dictionary::structures() const {
    return contents_->structures;
}

bool code_table::has(std::string_view code) const {
    return std::ranges::binary_search(codes, code);
}

const element_shape* element(std::span<const element_shape> all, std::size_t n) {
    return n == 0 || n > all.size() || all[n - 1].name.empty() ? nullptr : &all[n - 1];
}

std::size_t numbered(std::span<const element_shape> all, std::string_view key) {
    const auto found = std::ranges::find(all, key, &element_shape::key);
    return found == all.end() || key.empty() ? 0 : static_cast<std::size_t>(found - all.begin()) + 1;
}

std::string key_of(std::string_view name) {
    std::string key;
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter)
            key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        else if (!key.empty() && key.back() != '_')
            key += '_';
    }
    if (key.ends_with('_')) key.pop_back();
    return key;
}

dictionary::dictionary(std::unique_ptr<dictionary_contents> read)
    : contents_{std::move(read)} {}
dictionary::dictionary(dictionary&&) noexcept = default;
dictionary& dictionary::operator=(dictionary&&) noexcept = default;
dictionary::~dictionary() = default;

} // namespace vagus::hl7
