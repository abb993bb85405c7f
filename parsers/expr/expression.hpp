// Expressions: == != in matches and or not else, and functions over paths, texts and numbers; and templates
// "V${PV1-19.1}". What they mean: docs/rules.md.
#pragma once

#include "base/result.hpp"
#include "parsers/hl7/vocabulary.hpp"
#include "parsers/path/names.hpp"
#include "parsers/path/path.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vagus::expr {

struct node; // ast.hpp

// Immutable; copies share the tree. Regular expressions are compiled at parse.
struct expression {
    std::shared_ptr<const node> root; // null: none was written
    std::string source;
};
// What stands around an expression and gives relative paths and functions their meaning.
struct surroundings {
    bool loop = false;       // ../OBR-3, index(), position()
    bool segment = false;    // -3.1
    bool repetition = false; // .1
    bool entries = false;    // ref('id')
    std::string_view each{}; // the segment that any( ) and the like go over
};
inline constexpr surroundings nothing_around{};

// A condition: true or false.
[[nodiscard]] result<expression, syntax_error> parse(std::string_view text, surroundings around = nothing_around);
// A value: text.
[[nodiscard]] result<expression, syntax_error> parse_value(std::string_view text, surroundings around = nothing_around);
// A path alone, which may be relative where something is around it.
[[nodiscard]] result<path::path, syntax_error> parse_path(std::string_view text, surroundings around);
// What a loop goes over: a segment, a field for its repetitions, or a group. Never a component.
[[nodiscard]] result<path::path, syntax_error> parse_loop(std::string_view text, surroundings around);

// Literal text with ${expr} holes. `$${` writes a literal `${`.
struct text_template {
    struct part {
        std::string literal;
        std::shared_ptr<const node> hole; // null: literal only
        std::size_t offset = 0;           // of the part's first character in source
    };
    std::vector<part> parts;
    std::string source;
};
// `sole_condition`: a text that is one hole may hold a condition, and becomes true or false.
[[nodiscard]] result<text_template, syntax_error>
parse_template(std::string_view text, surroundings around = nothing_around, bool sole_condition = false);

// A code table: rows by key, each with one value or one for every column. With several `keys`, table_key() makes one.
struct table {
    struct hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::vector<std::string> columns; // empty: rows have one value, without a name
    std::size_t keys = 1;
    std::unordered_map<std::string, std::vector<std::string>, hash, std::equal_to<>> rows;
};

// Aliases by name, without $.
using aliases = std::map<std::string, path::path, std::less<>>;
using lists = std::map<std::string, std::vector<std::string>, std::less<>>; // of texts, by name
using secrets = std::map<std::string, std::string, std::less<>>;
using tables = std::map<std::string, std::shared_ptr<const table>, std::less<>>;
// What routes remember of messages, under a key of its own.
struct memory {
    std::uint16_t number = 0;
    std::vector<path::path> key; // that it states for all; empty: none
};
using memories = std::map<std::string, std::shared_ptr<const memory>, std::less<>>;
// A value that recall() names, and where.
struct recalled {
    std::string memory;
    std::string name;
    std::size_t offset = 0;
};
// What need() names, and where.
struct needed {
    std::string name;
    std::string pointer;
    std::size_t offset = 0;
};
struct outline; // outline.hpp

// What is odd about a path (path::in_few_versions), and where it stands.
struct doubt {
    path::oddity about;
    std::size_t offset = 0;
};

// What names mean where an expression stands.
struct names {
    const aliases& paths;
    const tables& codes;                           // outlive every use of these names
    std::vector<std::string> variables{};          // $name that is a value, made around; goes before an alias
    const std::vector<outline>* entries = nullptr; // what ref() may name; null: not known yet
    path::holder inside{};                         // of relative paths
    const hl7::vocabulary& says = hl7::standard(); // what names of fields mean
    std::vector<doubt>* doubts = nullptr;          // takes what is odd; null: no field is asked whether HL7 has it
    bool replies = false;                          // messages are answers: request() reads what they answer
    const secrets* known_secrets = nullptr;        // what secret() may name; null: none
    const lists* values = nullptr;                 // $name behind `in`; null: there are none
    const memories* known_memories = nullptr;      // what recall() and unchanged() may name; null: none
    std::vector<recalled>* recalls = nullptr;      // takes what recall() names
    std::vector<needed>* needs = nullptr;          // takes what need() names
};
struct unknown_name {
    enum class what : std::uint8_t {
        alias,
        table,
        column,
        variable_as_path,
        entry,
        part,
        field,
        request,
        secret,
        key,
        memory,
        key_of_memory
    } is = what::alias;
    std::string name;       // of a part's name, and of a field that no version has: what is wrong, in words
    std::size_t offset = 0; // of what uses it, in its text
    std::string in{}; // of a column or key: the table; of an entry: how its id is written; of a part or field: a hint
};
// The same with every name replaced by what it means. Aliases are not looked up inside the paths of aliases.
[[nodiscard]] result<path::path, unknown_name> bind(const path::path& p, const aliases& known);
[[nodiscard]] result<path::path, unknown_name> bind(const path::path& p, const names& known);
[[nodiscard]] result<expression, unknown_name> bind(const expression& e, const names& known);
[[nodiscard]] result<text_template, unknown_name> bind(const text_template& t, const names& known);

} // namespace vagus::expr
