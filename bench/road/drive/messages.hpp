// The synthetic messages of the bench: an ADT of 1 KB and an ORU of 1.7 KB, ready framed, with places for control id
// and patient.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace road {

enum class mix : std::uint8_t { adt, oru, both };

[[nodiscard]] std::optional<mix> mix_of(std::string_view name);

class messages {
  public:
    explicit messages(mix kinds);

    // The frame of message number `number` about patient number `patient`; valid until the next call.
    [[nodiscard]] const std::string& frame(std::uint32_t number, std::uint32_t patient);
    [[nodiscard]] std::size_t frame_bytes(std::uint32_t number) const;

  private:
    struct blank {
        std::string bytes;
        std::size_t control;
        std::size_t patient;
    };
    static blank make(std::string_view header, std::string_view body, std::size_t size);
    [[nodiscard]] bool is_oru(std::uint32_t number) const;

    mix kinds_;
    blank adt_;
    blank oru_;
};

// A control id is "R" and nine digits: the number of the message.
[[nodiscard]] std::string control_of(std::uint32_t number);
[[nodiscard]] std::optional<std::uint32_t> number_of(std::string_view control);

} // namespace road
