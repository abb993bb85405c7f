// A component states its fields once, in its own file:
//
//     const config::fields<mllp_listener>& mllp_listener_fields() {
//         static const auto stated = config::fields<mllp_listener>{"mllp", "Receives HL7 v2 messages over MLLP."}
//             .required("listen", &mllp_listener::listen, config::address(), "Address and port to listen on, such as
//             0.0.0.0:2575.") .optional("max_message", &mllp_listener::max_message, config::size(1024, limits::GiB),
//             "Longest message accepted.");
//         return stated;
//     }
//
// Defaults are those of a default-constructed T. Loader, findings, reference and JSON Schema come from this and nothing
// else.
#pragma once

#include "config/schema.hpp"
#include "config/types.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::config {

template <class T> class fields {
  public:
    fields(std::string name, std::string summary);

    template <class M> fields&& required(std::string name, M T::* member, type<M> kind, std::string summary) &&;
    template <class M> fields&& optional(std::string name, M T::* member, type<M> kind, std::string summary) &&;
    // All fields of a base class, read into the same object.
    template <class B> fields&& include(const fields<B>& base) &&;
    // A check over the whole object, after its fields were read without findings: findings for what contradicts.
    fields&& check(std::function<void(const T&, const node&, reading&)> whole) &&;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& summary() const { return summary_; }
    // Names of all fields, in the order they were stated.
    [[nodiscard]] std::vector<std::string> keys() const;
    [[nodiscard]] std::vector<std::string> required_keys() const;
    // Reads a map node. Unknown keys are findings with a suggestion; missing required ones name the key. After a
    // finding, false; the fields without findings are then read nevertheless.
    bool read(const node& map, reading& context, T& into) const;
    // The whole schema of a file that holds this object, with its `$defs`.
    [[nodiscard]] boost::json::value schema() const;
    // The object alone, what it refers to in `defs`.
    [[nodiscard]] boost::json::value schema(definitions& defs) const;
    // One Markdown table: key, type, default, sentence.
    [[nodiscard]] std::string reference() const;

  private:
    template <class> friend class fields;
    struct field {
        field_facts facts;
        std::function<bool(const node&, reading&, T&)> read;
        std::function<std::string(const T&)> show;
    };
    template <class M> void state(std::string name, M T::* member, type<M> kind, std::string summary, bool needed);
    [[nodiscard]] std::vector<field_facts> facts() const;
    [[nodiscard]] std::vector<std::string> defaults() const;

    std::string name_;
    std::string summary_;
    std::vector<field> fields_;
    std::vector<std::function<void(const T&, const node&, reading&)>> checks_;
};

// A fields<T> as the type of a field. `stated` is a function, so that components may refer to each other.
template <class T> [[nodiscard]] type<T> object(const fields<T>& (*stated)());

// One kind of a family (inputs, outputs, steps): the key that selects it among its siblings, and how it is made.
// `mllp: {...}` beside `ack: {...}` is an MLLP input; `drop: EXPR` beside `reason: TEXT` is a drop step.
template <class Base> struct kind {
    std::string key;
    std::string summary;
    std::function<std::unique_ptr<Base>(const node&, reading&)> make; // null after findings
    std::function<boost::json::value(definitions&)> schema;
    std::function<std::string()> reference;
    std::function<std::vector<std::string>()> keys; // every key of this kind, its own among them
};
// T derives from Base; `key` is one of T's required fields.
template <class Base, class T> [[nodiscard]] kind<Base> kind_of(std::string key, const fields<T>& (*stated)());
// The type of a value that is one of several kinds. `family` in words ("step", "input"): "unknown step 'valdate'".
// Every key of the map must belong to the chosen kind. `kinds` is a function for the same reason as above.
template <class Base>
[[nodiscard]] type<std::shared_ptr<const Base>> one_of_kinds(std::string family,
                                                             const std::vector<kind<Base>>& (*kinds)());

// For types over maps that are not fields: findings for unknown keys and, in one, for all that are missing.
[[nodiscard]] bool check_keys(const node& map, reading& context, std::string_view of,
                              const std::vector<std::string>& known, const std::vector<std::string>& required);

} // namespace vagus::config

#include "config/fields_impl.hpp" // IWYU pragma: keep
