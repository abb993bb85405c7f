// What the frames that answer a message mean for it. Pure.
// Source: HL7 v2.5.1 chapter 2, section 2.9.2; Minimal Lower Layer Protocol, release 2.
#pragma once

#include "engine/deliver/mllp.hpp"
#include "engine/queue/judge.hpp"

#include <optional>
#include <string>

namespace vagus::deliver {

class mllp_answers {
  public:
    // Of one message: `sent` is made by us, from one that was parsed.
    mllp_answers(expected what, const std::string& sent);

    // The frame's bytes, as they come. Nothing: more must come.
    [[nodiscard]] std::optional<queue::attempt_result> take(std::string frame);
    // The commit byte that was waited for has come.
    [[nodiscard]] bool committed() const { return committed_; }

  private:
    [[nodiscard]] queue::attempt_result commit(std::string frame) const;
    [[nodiscard]] queue::attempt_result read(std::string frame) const;

    expected what_;
    std::string control_id_;
    bool committed_ = false;
};

} // namespace vagus::deliver
