// Synthetic messages for the io tests.
#pragma once

#include <string>

namespace vagus::tests {

inline std::string adt(const std::string& control, const std::string& patient = "0012345",
                       const std::string& more = {}) {
    return "MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01^ADT_A01|" + control + "|P|2.5.1\rPID|1||" + patient +
           "^^^HOSP^MR\r" + more;
}

inline std::string answer(const std::string& control, const std::string& code = "AA", const std::string& more = {}) {
    return "MSH|^~\\&|VAGUS|VAGUS|PAS|HOSP|20260301||ACK^A01^ACK|A" + control + "|P|2.5.1\rMSA|" + code + "|" +
           control + "\r" + more;
}

} // namespace vagus::tests
