// The templates of fields.hpp. Included by it only.
#pragma once

#include "config/fields.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace vagus::config {

namespace detail {
// What a family must know of its kinds to choose one.
struct kind_keys {
    std::string key;
    std::vector<std::string> all;
};
// The index of the kind whose key the map holds; after a finding, nothing.
[[nodiscard]] std::optional<std::size_t> choose_kind(const node& map, reading& context, std::string_view family,
                                                     const std::vector<kind_keys>& kinds);
[[nodiscard]] boost::json::value any_kind_schema(boost::json::array branches);
} // namespace detail

template <class T>
fields<T>::fields(std::string name, std::string summary)
    : name_{std::move(name)}
    , summary_{std::move(summary)} {}

template <class T>
template <class M>
void fields<T>::state(std::string name, M T::* member, type<M> kind, std::string summary, bool needed) {
    fields_.push_back({
        .facts = {std::move(name), std::move(summary), kind.words, needed, kind.schema},
        .read = [read = kind.read, member](const node& value, reading& context,
                                           T& into) { return read(value, context, into.*member); },
        .show = [show = kind.show, member](const T& whole) { return show(whole.*member); },
    });
}

template <class T>
template <class M>
fields<T>&& fields<T>::required(std::string name, M T::* member, type<M> kind, std::string summary) && {
    state(std::move(name), member, std::move(kind), std::move(summary), true);
    return std::move(*this);
}

template <class T>
template <class M>
fields<T>&& fields<T>::optional(std::string name, M T::* member, type<M> kind, std::string summary) && {
    state(std::move(name), member, std::move(kind), std::move(summary), false);
    return std::move(*this);
}

template <class T> template <class B> fields<T>&& fields<T>::include(const fields<B>& base) && {
    for (const auto& each : base.fields_) fields_.push_back({each.facts, each.read, each.show});
    for (const auto& each : base.checks_) checks_.push_back(each);
    return std::move(*this);
}

template <class T> fields<T>&& fields<T>::check(std::function<void(const T&, const node&, reading&)> whole) && {
    checks_.push_back(std::move(whole));
    return std::move(*this);
}

template <class T> bool fields<T>::read(const node& map, reading& context, T& into) const {
    if (map.kind != node::shape::map) return wrong_shape(map, context, "a map with the keys of " + name_);
    bool good = check_keys(map, context, name_, keys(), required_keys());
    for (const auto& each : fields_) {
        const auto* entry = map.find(each.facts.name);
        if (entry != nullptr && !each.read(entry->value, context, into)) good = false;
    }
    if (!good) return false;
    const auto before = context.found.errors();
    for (const auto& whole : checks_) whole(into, map, context);
    return context.found.errors() == before;
}

template <class T> std::vector<std::string> fields<T>::keys() const {
    std::vector<std::string> all;
    std::ranges::transform(fields_, std::back_inserter(all), [](const field& each) { return each.facts.name; });
    return all;
}

template <class T> std::vector<std::string> fields<T>::required_keys() const {
    std::vector<std::string> all;
    for (const auto& each : fields_) {
        if (each.facts.required) all.push_back(each.facts.name);
    }
    return all;
}

template <class T> std::vector<field_facts> fields<T>::facts() const {
    std::vector<field_facts> all;
    std::ranges::transform(fields_, std::back_inserter(all), [](const field& each) { return each.facts; });
    return all;
}

template <class T> std::vector<std::string> fields<T>::defaults() const {
    const T standard{};
    std::vector<std::string> all;
    std::ranges::transform(fields_, std::back_inserter(all), [&](const field& each) {
        return each.facts.required ? std::string{} : each.show(standard);
    });
    return all;
}

template <class T> boost::json::value fields<T>::schema(definitions& defs) const {
    return object_schema(summary_, facts(), defaults(), defs);
}

template <class T> boost::json::value fields<T>::schema() const {
    definitions defs;
    return whole_schema(schema(defs), defs);
}

template <class T> std::string fields<T>::reference() const {
    return reference_table(facts(), defaults());
}

template <class T> type<T> object(const fields<T>& (*stated)()) {
    return {
        .read = [stated](const node& value, reading& context, T& into) { return stated().read(value, context, into); },
        .show = [](const T&) { return std::string{}; },
        .schema =
            [stated](definitions& defs) {
                const auto& whole = stated();
                return defs.refer(&whole, whole.name(), [&] { return whole.schema(defs); });
            },
        .words = "a map (see below)",
    };
}

template <class Base, class T> kind<Base> kind_of(std::string key, const fields<T>& (*stated)()) {
    return {
        .key = std::move(key),
        .summary = stated().summary(),
        .make = [stated](const node& value, reading& context) -> std::unique_ptr<Base> {
            auto made = std::make_unique<T>();
            if (!stated().read(value, context, *made)) return nullptr;
            return made;
        },
        .schema = object(stated).schema,
        .reference = [stated] { return stated().reference(); },
        .keys = [stated] { return stated().keys(); },
    };
}

template <class Base>
type<std::shared_ptr<const Base>> one_of_kinds(std::string family, const std::vector<kind<Base>>& (*kinds)()) {
    const auto words = "one " + family;
    return {
        .read =
            [family, kinds](const node& value, reading& context, std::shared_ptr<const Base>& into) {
                std::vector<detail::kind_keys> known;
                for (const auto& each : kinds()) known.push_back({each.key, each.keys()});
                const auto chosen = detail::choose_kind(value, context, family, known);
                if (!chosen) return false;
                auto made = kinds()[*chosen].make(value, context);
                if (!made) return false;
                into = std::move(made);
                return true;
            },
        .show = [](const std::shared_ptr<const Base>&) { return std::string{}; },
        .schema =
            [family, kinds](definitions& defs) {
                return defs.refer(&kinds(), family, [&] {
                    boost::json::array branches;
                    for (const auto& each : kinds()) branches.push_back(each.schema(defs));
                    return detail::any_kind_schema(std::move(branches));
                });
            },
        .words = words,
    };
}

} // namespace vagus::config
