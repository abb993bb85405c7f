// Fields and components by name, and whether a number means anything: what the dictionaries of all versions say of a
// path. Without dictionaries (a build that has none, a Z segment) numbers are taken as they are.
#pragma once

#include "base/result.hpp"
#include "parsers/path/path.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::hl7 {
class vocabulary;
}

namespace vagus::path {

// Words for the person who wrote the path.
struct oddity {
    std::string what; // "PV1 has no field 91 in any HL7 version (last is PV1-54)"
    std::string hint; // what to write instead, or empty
};

// What a relative path is inside of: -3.1 in a segment, .1 in a field. No segment: not known.
struct holder {
    std::string segment;
    std::uint32_t field = 0;
};
// What the predicates of p are inside of: [-3.1 == ..] behind a segment, [.5 == ..] behind a field.
[[nodiscard]] holder inside_segment(const path& p);
[[nodiscard]] holder inside_field(const path& p, const holder& around);

// Names become numbers: the one number that a name has in all versions that know it. Refused: a name that none knows,
// and one whose number depends on the version.
[[nodiscard]] result<path, oddity> numbered(path p, const hl7::vocabulary& says, const holder& around = {});
// A field that no version has. Of a path without names.
[[nodiscard]] std::optional<oddity> in_no_version(const path& p, const hl7::vocabulary& says,
                                                  const holder& around = {});
// A segment that no version has, nor the site, and that does not begin with Z: a letter may be wrong.
[[nodiscard]] std::optional<oddity> segment_of_none(std::string_view id, const hl7::vocabulary& says);
// What is no mistake, and yet often one: such a segment, a field that only versions have which few send, a component
// that none has.
[[nodiscard]] std::optional<oddity> in_few_versions(const path& p, const hl7::vocabulary& says,
                                                    const holder& around = {});

} // namespace vagus::path
