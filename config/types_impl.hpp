// The types made of other types. Included by types.hpp only.
#pragma once

#include "config/types.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <iterator>
#include <memory>

namespace vagus::config {

namespace detail {
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view between);
[[nodiscard]] boost::json::value list_schema(boost::json::value item);
[[nodiscard]] boost::json::value list_or_one_schema(boost::json::value item);
[[nodiscard]] boost::json::value map_schema(boost::json::value item);
[[nodiscard]] boost::json::value words_schema(const std::vector<std::string>& words);
} // namespace detail

template <class E> type<E> choice(std::vector<std::pair<std::string, E>> words) {
    std::vector<std::string> known;
    for (const auto& [word, meaning] : words) known.push_back(word);
    const auto all = "one of " + detail::join(known, ", ");
    return {
        .read =
            [words, known, all](const node& value, reading& context, E& into) {
                if (!is_scalar(value, context, all)) return false;
                const auto hit = std::ranges::find(words, value.text, &std::pair<std::string, E>::first);
                if (hit == words.end()) {
                    context.found.error(value, "VG1009", quoted(value) + " is not " + all,
                                        did_you_mean(value.text, known));
                    return false;
                }
                into = hit->second;
                return true;
            },
        .show =
            [words](const E& value) {
                const auto hit = std::ranges::find(words, value, &std::pair<std::string, E>::second);
                return hit == words.end() ? std::string{} : hit->first;
            },
        .schema = [known](definitions&) { return detail::words_schema(known); },
        .words = all,
    };
}

template <class T> type<located<T>> with_place(type<T> inner) {
    return {
        .read =
            [read = inner.read](const node& value, reading& context, located<T>& into) {
                into.at = value.at;
                return read(value, context, into.value);
            },
        .show = [show = inner.show](const located<T>& value) { return show(value.value); },
        .schema = inner.schema,
        .words = inner.words,
    };
}

template <class T> type<std::optional<T>> maybe(type<T> inner) {
    return {
        .read =
            [read = inner.read](const node& value, reading& context, std::optional<T>& into) {
                T made{};
                if (!read(value, context, made)) return false;
                into = std::move(made);
                return true;
            },
        .show = [show = inner.show](const std::optional<T>& value) { return value ? show(*value) : std::string{}; },
        .schema = inner.schema,
        .words = inner.words,
    };
}

template <class T> type<std::vector<T>> list(type<T> item) {
    const auto words = "a list, each item " + item.words;
    return {
        .read =
            [read = item.read, words](const node& value, reading& context, std::vector<T>& into) {
                if (value.kind != node::shape::sequence) return wrong_shape(value, context, words);
                bool good = true;
                into.clear();
                for (const auto& each : value.items) {
                    T made{};
                    if (read(each, context, made)) {
                        into.push_back(std::move(made));
                    } else {
                        good = false;
                    }
                }
                return good;
            },
        .show =
            [show = item.show](const std::vector<T>& values) {
                std::vector<std::string> parts;
                std::ranges::transform(values, std::back_inserter(parts), show);
                return parts.empty() ? std::string{} : "[" + detail::join(parts, ", ") + "]";
            },
        .schema = [schema = item.schema](definitions& defs) { return detail::list_schema(schema(defs)); },
        .words = words,
    };
}

template <class T> type<std::vector<T>> list_or_one(type<T> item) {
    auto many = list(item);
    const auto words = item.words + ", or a list of such";
    return {
        .read =
            [one = item.read, many = many.read](const node& value, reading& context, std::vector<T>& into) {
                if (value.kind == node::shape::sequence) return many(value, context, into);
                T made{};
                if (!one(value, context, made)) return false;
                into.clear();
                into.push_back(std::move(made));
                return true;
            },
        .show = many.show,
        .schema = [schema = item.schema](definitions& defs) { return detail::list_or_one_schema(schema(defs)); },
        .words = words,
    };
}

template <class T> type<std::vector<named<T>>> map_of(type<T> item) {
    const auto words = "a map of names, each " + item.words;
    return {
        .read =
            [read = item.read, words](const node& value, reading& context, std::vector<named<T>>& into) {
                if (value.kind != node::shape::map) return wrong_shape(value, context, words);
                bool good = true;
                into.clear();
                for (const auto& each : value.entries) {
                    auto& made = into.emplace_back(each.key, each.key_at);
                    if (!read(each.value, context, made.value)) good = false;
                }
                return good;
            },
        .show = [](const std::vector<named<T>>&) { return std::string{}; },
        .schema = [schema = item.schema](definitions& defs) { return detail::map_schema(schema(defs)); },
        .words = words,
    };
}

template <class K, class T> type<std::vector<keyed<K, T>>> map_by(type<K> key, type<T> item) {
    const auto words = "a map, each key " + key.words + " and each value " + item.words;
    return {
        .read =
            [key_read = key.read, read = item.read, words](const node& value, reading& context,
                                                           std::vector<keyed<K, T>>& into) {
                if (value.kind != node::shape::map) return wrong_shape(value, context, words);
                bool good = true;
                into.clear();
                for (const auto& each : value.entries) {
                    keyed<K, T> made{.key = {}, .at = each.key_at, .value = {}};
                    const bool key_good = key_read(each.key_node(), context, made.key);
                    if (!read(each.value, context, made.value)) good = false;
                    if (key_good) {
                        into.push_back(std::move(made));
                    } else {
                        good = false;
                    }
                }
                return good;
            },
        .show = [](const std::vector<keyed<K, T>>&) { return std::string{}; },
        .schema = [schema = item.schema](definitions& defs) { return detail::map_schema(schema(defs)); },
        .words = words,
    };
}

template <class T> type<std::vector<named<T>>> map_of(type<T> item, type<std::string> key) {
    auto whole = map_of(std::move(item));
    whole.read = [read = whole.read, key_read = key.read](const node& value, reading& context,
                                                          std::vector<named<T>>& into) {
        bool good = true;
        for (const auto& each : value.entries) {
            std::string checked;
            if (!key_read(each.key_node(), context, checked)) good = false;
        }
        return read(value, context, into) && good;
    };
    return whole;
}

} // namespace vagus::config
