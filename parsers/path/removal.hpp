// What a step takes away. All of it is found before any of it goes: a repetition or a segment that goes gives those
// behind it other numbers, and a list names what was there.
#pragma once

#include "base/result.hpp"
#include "parsers/hl7/draft.hpp"
#include "parsers/path/path.hpp"
#include "parsers/path/read.hpp"
#include "parsers/path/scope.hpp"
#include "parsers/path/write.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::path {

// Of one draft. What was found stays what is meant as long as no segment comes or goes before empty().
class removal {
  public:
    explicit removal(hl7::draft& from)
        : from_{from} {}

    // What p names, or only the first match. True: there is something to take away.
    [[nodiscard]] result<bool, refusal> find(const path& p, reach far, const scope& at);
    // Fields and components become empty. Nothing gets another number.
    void empty();
    // Repetitions and segments become empty where they stand: what is written now counts them. Again: those that
    // are left.
    void hollow();
    // Repetitions and segments that are not empty any more stay.
    void leave_written();
    // p is about to be written whole, so that what was found of it stays, whatever it will say.
    void leave(const path& p, const scope& at);
    // Repetitions and segments go away.
    void remove();

  private:
    // Of a segment (field 0), or a repetition.
    struct spot {
        hl7::draft::serial segment = 0;
        std::uint32_t field = 0;
        std::size_t repetition = 0;
        std::size_t seen = 0; // where the segment stood
        auto operator<=>(const spot&) const = default;
    };
    // Of a field, or components.
    struct part {
        std::size_t segment = 0;
        std::uint32_t field = 0;
        std::optional<std::vector<std::size_t>> repetitions; // nothing: the field
        std::size_t of = 0;                                  // index into paths_
    };

    bool find_in(std::size_t segment, const path& p, reach far, const scope& at);
    [[nodiscard]] bool any_there(const path& p, std::string_view field, const std::vector<std::size_t>& chosen) const;
    // Calls visit(index, spots) for each segment with some.
    template <class Visit> void each_segment(Visit visit);
    void set_repetitions(std::size_t segment, std::span<const spot> spots, const std::optional<std::string>& to);

    hl7::draft& from_;
    std::vector<spot> spots_;
    std::vector<part> parts_;
    std::vector<path> paths_; // of the components
};

} // namespace vagus::path
