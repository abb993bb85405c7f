// Settings of connectors that sources and destinations have alike. Pure.
#pragma once

#include "engine/app/mirth/channel.hpp"
#include "engine/app/mirth/page.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::mirth {

// The keys of a map in one line, as they come.
class keys {
  public:
    void add(std::string_view key, std::string_view value);
    [[nodiscard]] std::string text() const;

  private:
    std::vector<std::string> all_;
};

// Whether its properties are of this kind: ".TcpReceiverProperties".
[[nodiscard]] bool is(const connector& of, std::string_view kind);
// Whether files lie on a disk of the machine.
[[nodiscard]] bool local(const element& properties);
// Without variables.
[[nodiscard]] bool fixed(const std::string& text);
[[nodiscard]] std::optional<long> number_in(const std::string& text);
[[nodiscard]] std::string upper(std::string text);

// Each adds a key where it can be said here, and a remark on the page where it cannot.
// Milliseconds, where they are within what our setting takes; ours stays as it is by itself where they are not.
void add_time(keys& to, std::string_view key, const std::string& milliseconds, long least, long most);
void add_address(page& page, keys& to, std::string_view key, const std::string& host, const std::string& port);
void add_charset(page& page, keys& to, const std::string& name, bool reading);
void add_plugins(page& page, keys& to, const element& properties);
// What is around a message on a TCP connection.
void check_frame(page& page, const element& properties);

} // namespace vagus::mirth
