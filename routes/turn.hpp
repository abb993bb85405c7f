// Where a loop of steps stands in a message that its steps change: found again after every edit.
#pragma once

#include "parsers/hl7/draft.hpp"
#include "parsers/hl7/groups.hpp"
#include "parsers/hl7/vocabulary.hpp"
#include "parsers/path/path.hpp"
#include "parsers/path/scope.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vagus::routes {

// The groups of a draft, walked again when its segments have changed places. Along the structure that the message
// arrived with, whatever becomes of its MSH-9.
class arrangement {
  public:
    arrangement(const hl7::draft& of, const hl7::vocabulary& says)
        : of_{of}
        , says_{says} {}
    // Null: the structure is not known. Valid until the next edit; a walk costs the number of segments.
    [[nodiscard]] const hl7::grouping* now(path::budget& cost);

  private:
    const hl7::draft& of_;
    const hl7::vocabulary& says_;
    bool asked_ = false;
    const hl7::structure* shape_ = nullptr;
    std::uint64_t layout_ = 0;
    std::optional<hl7::grouping> groups_;
};

// What one turn of a loop goes over, in words that edits do not move.
struct spot {
    std::vector<hl7::draft::serial> segments; // one, or those of a group
    const hl7::group_shape* group = nullptr;
    hl7::draft::serial newest = 0; // of a group: no segment that was there then has a higher one
    std::uint32_t field = 0;       // of a repetition
    std::size_t repetition = 0;    // 1-based; 0: no repetition
    std::string text;              // "OBX[7]", for people
};

class turn {
  public:
    turn(const hl7::draft& in, arrangement& groups, spot at, std::size_t index, turn* around);

    // Puts it at hand. False: an edit took it away.
    bool place(path::scope& at);
    // A path that means the current repetition says which one that is.
    [[nodiscard]] path::path located(const path::path& p) const;
    // The current repetition, for a path that says it as delete does: PID-3 in a loop over PID-3.
    [[nodiscard]] std::optional<path::path> own_repetition(const path::path& p) const;
    void taken_away() { gone_ = true; }
    // An edit took away what it stands at.
    [[nodiscard]] bool gone();
    [[nodiscard]] const std::string& text() const { return at_.text; }

  private:
    std::optional<std::size_t> segment();
    [[nodiscard]] bool begins_own(const hl7::grouping& groups) const;
    void find(path::budget& cost);

    const hl7::draft& in_;
    arrangement& groups_;
    spot at_;
    turn* around_;
    path::loop loop_;
    std::size_t last_ = path::nowhere; // where the segment was found last
    bool gone_ = false;
};

} // namespace vagus::routes
