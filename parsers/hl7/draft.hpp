// An editable copy of a message: copy-on-write by segment. What is not touched stays a view into the message, which
// must outlive the draft; a 50 MB OBX-5 that no rule touches is never copied before bytes() writes the result.
#pragma once

#include "parsers/hl7/message.hpp"

#include <string>

namespace vagus::hl7 {

class draft {
  public:
    explicit draft(const message& original);
    draft(draft&&) noexcept;
    draft& operator=(draft&&) noexcept;
    draft(const draft&) = delete;
    draft& operator=(const draft&) = delete;
    ~draft();

    [[nodiscard]] document read() const; // valid until the next edit
    // Replaces raw field n (all repetitions) of segment number `index` (0-based); pads with empty fields as needed.
    // MSH-1 and MSH-2 cannot be set: returns false and changes nothing.
    bool set_field(std::size_t index, std::size_t n, std::string_view raw);
    // text without a segment end; the end is that of the neighbour.
    void insert_segment(std::size_t before, std::string_view text);
    void erase_segment(std::size_t index); // never 0, the MSH

    [[nodiscard]] bool changed() const;    // false: bytes() equals the original's
    [[nodiscard]] std::string bytes() const;
};

} // namespace vagus::hl7
