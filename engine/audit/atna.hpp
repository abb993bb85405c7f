// An entry as the world of IHE ATNA reads it: the XML of DICOM PS3.15, A.5 (audit message). Pure.
#pragma once

#include "engine/audit/entry.hpp"

#include <string>
#include <string_view>

namespace vagus::audit {

// What kind of event a word is: codes of DICOM's CID 400 and 401, and what was done (C, R, U, D, E).
struct event_kind {
    std::string_view id;
    std::string_view id_text;
    std::string_view type; // "": ours alone says it
    std::string_view type_text;
    char action = 'E';
};
[[nodiscard]] event_kind kind_of(std::string_view what);
// False: what was asked for was not done, or entries are missing. A collector's people look at those.
[[nodiscard]] bool went_well(const entry& what);

// `hash` is the entry's: with it outside of this machine nobody makes the audit anew unseen. `site` is its name.
[[nodiscard]] std::string audit_message(const entry& what, std::string_view hash, std::string_view site);

} // namespace vagus::audit
