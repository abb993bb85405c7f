// What a value in YAML may be. A type reads a node into a C++ value, prints a default, and states itself as JSON
// Schema: the loader, the reference page and the schema are the same declaration.
#pragma once

#include "base/result.hpp"
#include "config/findings.hpp"
#include "config/node.hpp"
#include "config/schema.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/path/path.hpp"

#include <boost/json/value.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vagus::config {

// A value and where it stood, for findings that come later (unknown output, unknown alias).
template <class T> struct located {
    T value{};
    place at;
};

class side_files;
// What reading a value needs besides the node.
struct reading {
    findings& found;
    side_files* files = nullptr; // null: values that name files are findings
    expr::surroundings around{}; // what stands around the value: loops give relative paths a meaning
    expr::surroundings inside{}; // the same for what stands in the loop that is being read, once its head was
};

template <class T> struct type {
    // Reads the node. After a finding it returns false; the target then holds what could be read of it: a scalar its
    // default, a list its good items, a map every name (see map_of), so that one mistake does not cause others.
    std::function<bool(const node&, reading&, T&)> read;
    std::function<std::string(const T&)> show; // for docs, as one would write it in YAML; "" for none
    std::function<boost::json::value(definitions&)>
        schema;        // JSON Schema 2020-12; text types accept string|number|boolean
    std::string words; // "a duration such as 30s or 5min", for findings and docs
};

// Scalars are text until a type says otherwise: 0012345, no and 1e3 stay as written. A bare empty value, `~`, a tag, an
// anchor or an alias is a finding; '' is empty text.
[[nodiscard]] type<std::string> text();
[[nodiscard]] type<std::string> name(); // letters, digits, _ and -, at most 64
[[nodiscard]] type<bool> boolean();     // true | false
[[nodiscard]] type<std::int64_t> integer(std::int64_t least, std::int64_t most);
[[nodiscard]] type<std::uint64_t> size(std::uint64_t least, std::uint64_t most); // bytes: 512, 64KiB, 16MiB, 1GiB
using duration = std::chrono::milliseconds;
[[nodiscard]] type<duration> time_span(duration least, duration most); // 500ms 30s 5min (or 5m) 2h 3d
[[nodiscard]] type<std::optional<duration>> time_span_or_never(duration least,
                                                               duration most); // ... or `never` (nullopt)
[[nodiscard]] type<double> percent(double least, double most); // 20%  -> 0.2; the bounds are fractions too
struct endpoint {
    std::string host; // "" in ":2575": every address (listen) or 127.0.0.1 (connect); IPv6 without its brackets
    std::uint16_t port = 0;
    bool operator==(const endpoint&) const = default;
};
[[nodiscard]] type<endpoint> address();
[[nodiscard]] type<path::path> hl7_path();
[[nodiscard]] type<expr::expression> condition(expr::surroundings around = {});  // bare expression
[[nodiscard]] type<expr::expression> expression(expr::surroundings around = {}); // the same for a value
// Text with ${...} holes; a value that is exactly a path is a finding with both spellings.
[[nodiscard]] type<expr::text_template> templated(expr::surroundings around = {}, bool sole_condition = false);

// One of a closed set of words.
template <class E> [[nodiscard]] type<E> choice(std::vector<std::pair<std::string, E>> words);
template <class T> [[nodiscard]] type<located<T>> with_place(type<T> inner);
// For a member that may be left out and has no default.
template <class T> [[nodiscard]] type<std::optional<T>> maybe(type<T> inner);
template <class T> [[nodiscard]] type<std::vector<T>> list(type<T> item);
// A list, or one item standing for a list of one.
template <class T> [[nodiscard]] type<std::vector<T>> list_or_one(type<T> item);
// A map with keys people choose, in file order. Duplicate keys are findings of the reader. An entry whose value had
// findings keeps its name with a default value (null for one_of_kinds): the name exists, so nobody is told it does not.
template <class T> struct named {
    std::string name;
    place at;
    T value{};
};
template <class T> [[nodiscard]] type<std::vector<named<T>>> map_of(type<T> item);
// The same with keys of a type: name() for what becomes an id, hl7_path() for `set`. An entry whose key has a finding
// is left out.
template <class K, class T> struct keyed {
    K key{};
    place at;
    T value{};
};
template <class K, class T> [[nodiscard]] type<std::vector<keyed<K, T>>> map_by(type<K> key, type<T> item);
template <class T> [[nodiscard]] type<std::vector<named<T>>> map_of(type<T> item, type<std::string> key);

// Findings that several types share. False, so that a read can return it.
[[nodiscard]] bool wrong_shape(const node& value, reading& context, std::string_view words);
[[nodiscard]] bool wrong_value(const node& value, reading& context, std::string_view words, std::string fix = "");
// True for a scalar; otherwise a finding says what was expected.
[[nodiscard]] bool is_scalar(const node& value, reading& context, std::string_view words);
// The text in quotes, or words for it where it came out of a placeholder.
[[nodiscard]] std::string quoted(const node& value);

} // namespace vagus::config

#include "config/types_impl.hpp" // IWYU pragma: keep
