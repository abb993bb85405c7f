// A message of syslog and its frame. Source: RFC 5424; RFC 5425, section 4.3 (octet counting); DICOM PS3.15, A.6. Pure.
#pragma once

#include "engine/audit/entry.hpp"

#include <string>
#include <string_view>

namespace vagus::audit {

struct sender {
    std::string host; // this machine
    std::string site; // site.name
    int process = 0;
};

// LENGTH SP and the message, with the entry's audit message as its text. An entry about many messages makes several of
// them, one behind the other: each with all that it says, and messages_in_frame of its messages.
[[nodiscard]] std::string syslog_frames(const read_line& what, const sender& from);

} // namespace vagus::audit
