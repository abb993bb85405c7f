// What a version of HL7 says: its segments, data types, code tables and message structures. Read from text (docs:
// docs/formats/dictionary.md); HL7's own text is part of the program (versions.hpp), a site adds its own on top.
// Nothing here is needed to read, route or answer a message: whoever finds nothing goes on without.
// Source: HL7 v2.x chapters 2 and 2A (types, tables) and the chapters of each message.
#pragma once

#include "base/result.hpp"
#include "parsers/hl7/structures.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace vagus::hl7 {

enum class usage : std::uint8_t { optional, required, conditional, backward, withdrawn };

struct type_shape;

// A field of a segment or a component of a data type.
struct element_shape {
    std::string_view name;         // "Patient Identifier List"; empty: this version says nothing of the element
    std::string_view key;          // "patient_identifier_list": how paths name it
    std::string_view type;         // "CX"; "varies": another field says it (OBX-5 by OBX-2); "?": not known
    std::uint16_t table = 0;       // of codes; 0: none
    std::uint32_t length = 0;      // the most characters; 0: nothing is said
    std::uint16_t repetitions = 1; // the most; 0: any number. Components never repeat
    usage use = usage::optional;
    const type_shape* of = nullptr; // what `type` names, so that nobody looks it up; null: nothing has that name
};

struct segment_shape {
    std::string_view id;   // "PID"
    std::string_view name; // "Patient Identification"
    std::span<const element_shape> fields;
    std::size_t required_to = 0; // number of the last that is required; 0: none is
};

struct type_shape {
    std::string_view id;                       // "CX"
    std::string_view name;                     // "Extended Composite ID with Check Digit"
    std::span<const element_shape> components; // empty: a primitive, such as ST
    std::size_t required_to = 0;               // likewise
    bool formatted = false;                    // its values have a format: formats.hpp
    bool coded = false;                        // ID: its values are in a table of HL7's
};

// HL7's own for fields of type ID, a suggestion for IS: the type of the element says which.
struct code_table {
    std::uint16_t number = 0; // 1 is HL70001
    std::string_view name;
    std::span<const std::string_view> codes; // in the order of bytes; empty: the site's own
    [[nodiscard]] bool has(std::string_view code) const;
};

// Field or component n, 1-based; null: none of that number, or one that this version says nothing of.
[[nodiscard]] const element_shape* element(std::span<const element_shape> all, std::size_t n);
// The number of the first that is called so, 1-based; 0: none.
[[nodiscard]] std::size_t numbered(std::span<const element_shape> all, std::string_view key);
// "Patient ID (Internal ID)" is patient_id_internal_id.
[[nodiscard]] std::string key_of(std::string_view name);

struct dictionary_error {
    std::size_t line = 0; // 1-based
    std::string what;
};

struct dictionary_contents; // dictionary_text.hpp

// Immutable once read, and so for any number of threads. Look-ups allocate nothing; all views live as long as it does.
class dictionary {
  public:
    // Those lines of the text that hold for the version. The text must outlive the dictionary. What it does not say is
    // asked of `under`, which must outlive it too.
    [[nodiscard]] static result<dictionary, dictionary_error> read(std::string_view text, std::string_view version,
                                                                   const dictionary* under = nullptr);
    dictionary(dictionary&&) noexcept;
    dictionary& operator=(dictionary&&) noexcept;
    dictionary(const dictionary&) = delete;
    dictionary& operator=(const dictionary&) = delete;
    ~dictionary();

    [[nodiscard]] std::string_view version() const; // "2.5.1"
    // Null: there is none of that name.
    [[nodiscard]] const segment_shape* segment(std::string_view id) const;
    [[nodiscard]] const type_shape* type(std::string_view id) const;
    [[nodiscard]] const code_table* table(std::size_t number) const;
    [[nodiscard]] const hl7::structure* structure(std::string_view name) const;
    // By MSH-9.1 and MSH-9.2: the name of the structure; empty: not known. An ACK has one whatever the event.
    [[nodiscard]] std::string_view structure_of(std::string_view type, std::string_view event) const;

    // All of its own, without those of `under`.
    [[nodiscard]] std::span<const segment_shape> segments() const;
    [[nodiscard]] std::span<const type_shape> types() const;
    [[nodiscard]] std::span<const hl7::structure> structures() const;

  private:
    explicit dictionary(std::unique_ptr<dictionary_contents> read);

    std::unique_ptr<dictionary_contents> contents_;
};

} // namespace vagus::hl7
