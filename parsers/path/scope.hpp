// Where a path is read: the document, what is at hand for relative paths, and how much looking around may cost.
#pragma once

#include "parsers/hl7/groups.hpp"
#include "parsers/path/missing_code.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::zones {
class zone;
}

namespace vagus::path {

// What one reading may cost, and what went wrong in it. Elements are segments and repetitions that are looked at: when
// they are spent, reading finds nothing more. A function that cannot do its work leaves its reason here and an empty
// value behind, so that whoever gave the budget asks spent() and failure() before trusting what was read.
class budget {
  public:
    explicit budget(std::uint64_t elements)
        : left_{elements} {}
    bool spend(std::uint64_t elements) {
        if (elements > left_) spent_ = true;
        left_ -= spent_ ? left_ : elements;
        return !spent_;
    }
    [[nodiscard]] bool spent() const { return spent_; }

    // Keeps the first reason: words of the configuration, no field values.
    void fail(std::string why) {
        if (failure_.empty()) failure_ = std::move(why);
    }
    [[nodiscard]] bool failed() const { return !failure_.empty(); }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    // For `else`, which has another answer.
    void forgive() { failure_.clear(); }

    // 1, 2, 3: tells apart what is made one after the other.
    [[nodiscard]] std::uint64_t next() { return ++made_; }

  private:
    std::uint64_t made_ = 0;
    std::uint64_t left_;
    bool spent_ = false;
    std::string failure_;
};

inline constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

// Where a loop over segments, groups or repetitions stands: what names mean there.
struct loop {
    const hl7::grouping* groups = nullptr; // null: the structure of this message is not known
    std::size_t group = 0;                 // segment names mean this group's; 0: the whole message
    std::size_t segment = nowhere;         // of a loop over segments: its own name means this one
    std::size_t index = 0;                 // 1 for the first
};

// A value with a name ($name), innermost first. Views outlive the scope.
struct variable {
    std::string_view name;
    std::string_view text;
    const variable* around = nullptr;
    const std::vector<std::string>* list = nullptr; // a list instead of the text
};

class memory;
class needs;

// What ref('id') asks.
class references {
  public:
    references() = default;
    references(const references&) = delete;
    references& operator=(const references&) = delete;
    virtual ~references() = default;
    // Empty when there is no such entry.
    [[nodiscard]] virtual std::string find(std::string_view id) const = 0;
};

// What was asked of a code table.
struct look_up {
    std::string what;   // "lookup('lab_codes', OBX-3.1)": words of the configuration, no field values
    bool found = false; // false: the table has no row for it
};
using look_ups = std::vector<look_up>;
inline constexpr std::size_t look_ups_heard = 100; // by whoever listens, until it takes them

// What an expression may know besides the message it reads. Outlives the scope.
struct occasion {
    std::chrono::sys_time<std::chrono::microseconds> now{}; // when the message was received
    const zones::zone* local = nullptr;                     // of times that say no offset; null: the site has none
    const hl7::document* arrived = nullptr;                 // what received() reads: the message before any step
    const hl7::document* request = nullptr;                 // what request() reads; null: nothing is at hand
    std::string_view input{};
    std::string_view route{};
    std::uint32_t attempt = 1;       // of this route for this message
    memory* remembers = nullptr;     // null: nothing is known, and nothing noted
    const needs* asked = nullptr;    // what other systems answered; null: nothing is asked for
    look_ups* heard = nullptr;       // takes what code tables are asked; null: nobody listens
    missing_codes* missed = nullptr; // takes what they have no row for; null: nobody counts

    // `words` makes the text, for those who listen.
    template <class Words> void hear(bool found, const Words& words) const {
        if (heard != nullptr && heard->size() < look_ups_heard) heard->push_back({words(), found});
    }
    void miss(std::string_view table, std::string code) const {
        if (missed != nullptr && missed->size() < missing_codes_kept)
            missed->push_back({std::string{table}, std::move(code)});
    }
};

struct scope {
    hl7::document document;
    budget& cost;
    std::size_t segment = nowhere; // at hand: what -3.1 is a field of
    std::string_view repetition{}; // at hand: what .1 is a component of; raw
    const loop* inside = nullptr;  // null: no loop
    const variable* variables = nullptr;
    const references* entries = nullptr;
    const occasion* when = nullptr; // null: nothing of it is known

    // The same place with another segment and repetition at hand.
    [[nodiscard]] scope at(std::size_t other_segment, std::string_view other_repetition) const {
        return {document, cost, other_segment, other_repetition, inside, variables, entries, when};
    }
};

} // namespace vagus::path
