// What receivers answer in a test, and what that means for what was sent to them.
#pragma once

#include "engine/app/configuration.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vagus::app {

// The one message of a test, or of a receiver in it: written there, or in a file. The error is for people.
[[nodiscard]] result<std::string, std::string> message_in(const std::filesystem::path& folder,
                                                          const std::optional<std::string>& written,
                                                          const std::optional<std::string>& file);

class test_answers {
  public:
    // A `code` alone is an acknowledgement of `received`. The error says whose answer cannot be read.
    [[nodiscard]] static result<test_answers, std::string>
    read(const std::filesystem::path& folder, const routes::test_case& test, const hl7::message& received);

    // Judged for the outputs that get a copy.
    void meet(const configuration& what, const routes::plan& made);
    [[nodiscard]] const std::map<std::string, routes::delivery_end, std::less<>>& ends() const { return ends_; }

    // The answer of an output in HL7; null: none is given.
    [[nodiscard]] const std::string* of(const std::string& output) const;
    // Why a sender that waits for these outputs hears that the message is not delivered; empty: it is.
    [[nodiscard]] std::string lost_at(const std::vector<config::located<std::string>>& outputs) const;

  private:
    std::map<std::string, std::string, std::less<>> messages_;
    std::map<std::string, std::uint32_t, std::less<>> statuses_;
    std::map<std::string, routes::delivery_end, std::less<>> ends_;
};

// What other systems answer to these, as the test says. The error says of which need it says nothing.
[[nodiscard]] result<routes::answers, std::string> answers_in(const std::filesystem::path& folder,
                                                              const routes::test_case& test,
                                                              const std::vector<routes::question>& questions);

} // namespace vagus::app
