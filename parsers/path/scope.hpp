// Where a path is read: the document, what is at hand for relative paths, and how much looking around may cost.
#pragma once

#include "parsers/hl7/message.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vagus::path {

// Elements that may still be looked at: segments, repetitions. When it is spent, reading finds nothing more, and
// whoever gave the budget asks spent() before trusting what was read.
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

  private:
    std::uint64_t left_;
    bool spent_ = false;
};

struct scope {
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    hl7::document document;
    budget& cost;
    std::size_t segment = nowhere; // at hand: what -3.1 is a field of
    std::string_view repetition{}; // at hand: what .1 is a component of; raw
};

} // namespace vagus::path
