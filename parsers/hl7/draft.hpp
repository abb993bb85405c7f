// An editable copy of a message: copy-on-write by segment. What is not touched stays a view into the message, which
// must outlive the draft; a 50 MB OBX-5 that no rule touches is never copied before bytes() writes the result.
#pragma once

#include "parsers/hl7/message.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::hl7 {

// No segment of any version has more than about 100 fields; padding must not become a way to use up memory.
inline constexpr std::size_t last_field = 9999;

class draft {
  public:
    explicit draft(const message& original);
    draft(draft&&) noexcept;
    draft& operator=(draft&&) noexcept;
    draft(const draft&) = delete;
    draft& operator=(const draft&) = delete;
    ~draft();

    [[nodiscard]] document read() const { return {marks_, segments_}; } // valid until the next edit
    // Each edit returns false and changes nothing where it is not possible; so does a segment that is not there.
    //
    // Replaces raw field n (all repetitions) of segment number `index` (0-based); pads with empty fields as needed. Not
    // MSH-1 and MSH-2 (and those of BHS and FHS), not past last_field, and no text that would be more than a field: one
    // with a field separator, CR or LF.
    bool set_field(std::size_t index, std::size_t n, std::string_view raw);
    [[nodiscard]] bool takes_field(std::size_t index, std::size_t n, std::string_view raw) const;
    // text without a segment end; the end is that of the neighbour before. No MSH, nothing that is no segment, and no
    // place before the MSH or past the end.
    bool insert_segment(std::size_t before, std::string_view text);
    bool replace_segment(std::size_t index, std::string_view text); // keeps its end; never the MSH
    bool erase_segment(std::size_t index);                          // never 0, the MSH
    // Several at once, numbers that count up: linear in the segments.
    bool erase_segments(std::span<const std::size_t> indexes);
    // The segments in another order: all their numbers, the MSH's first. Ends stay where they are.
    bool reorder(std::span<const std::size_t> order);
    // One segment to another place: afterwards its number is `to`.
    bool move_segment(std::size_t from, std::size_t to);
    // Repetitions of field n, 1-based, by the rules of set_field; raw is one repetition. `before` may be one past the
    // last.
    bool insert_repetition(std::size_t index, std::size_t n, std::size_t before, std::string_view raw);
    bool erase_repetition(std::size_t index, std::size_t n, std::size_t which);
    bool move_repetition(std::size_t index, std::size_t n, std::size_t from, std::size_t to);

    // A segment keeps its serial wherever edits move it, and no other ever has it.
    using serial = std::uint64_t;
    [[nodiscard]] serial serial_of(std::size_t index) const { return owners_[index].number; }
    // Its index now; nothing once it was erased. Looks near `hint` first.
    [[nodiscard]] std::optional<std::size_t> find(serial number, std::size_t hint = 0) const;
    // Another number whenever segments came, went, moved or were replaced: groups found before are not those of now.
    [[nodiscard]] std::uint64_t layout() const { return layout_; }

    // All edits after save() taken back. Costs the number of segments.
    class saved;
    [[nodiscard]] saved save() const;
    void restore(saved&& earlier);

    [[nodiscard]] bool changed() const { return changed_; } // false: bytes() equals the original's
    [[nodiscard]] std::string bytes() const;

  private:
    struct copy; // of a segment that was touched

    void put(std::size_t index, std::string text);

    const message* original_;
    delimiters marks_;
    std::unique_ptr<field_starts> fields_; // of the segments that are views into the original
    struct owner {
        std::shared_ptr<const copy> text; // null: a view into the original
        serial number = 0;
    };

    std::vector<segment> segments_;
    std::vector<owner> owners_; // by segment
    serial next_ = 0;
    std::uint64_t layout_ = 0;
    bool changed_ = false;
};

class draft::saved {
    friend class draft;
    std::vector<segment> segments_;
    std::vector<owner> owners_;
    bool changed_ = false;
};

} // namespace vagus::hl7
