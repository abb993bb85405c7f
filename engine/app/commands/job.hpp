// What a person asks for by the hundred: the engine acts on a part at a time, and the command sets the pace. Stopping
// the command stops the work after the part in hand.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <vector>

namespace vagus::app {

struct job {
    std::string folder;           // of the configuration
    boost::json::object request;  // the verb, what it is about, the reason
    std::vector<std::string> ids; // instead of a filter
    std::string word;             // "retried": what is said of each that is done
    double per_second = 0;        // 0: as fast as it goes
    bool as_json = false;
};

// What is to be expected, and of the filter the end of what is meant.
struct prospect {
    boost::json::object told;
    [[nodiscard]] std::string through() const;
};
// Asks `verb`. Nothing after words on stderr; `code` is then that of the process.
[[nodiscard]] std::optional<prospect> foresee(const job& what, const std::string& verb, int& code);
// For people, on stdout; `things` are "dead letters" or "messages".
void print(const prospect& seen, const char* things, bool as_json);
// Before the work is done: what is later already, on stderr.
void warn(const prospect& seen);

// The code of the process: failed when something could not be done.
[[nodiscard]] int run(const job& what, const prospect& seen);

} // namespace vagus::app
